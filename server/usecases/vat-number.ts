import { settingsOf } from '../core/settings'
import { checkVatNumber, compactVatNumber, euVatNumber } from '../core/vat-number'
import type { Ctx, Owner } from '../ctx'
import { invalidInput } from '../errors'

type Asking = Pick<Ctx, 'vies'> & { owner: Pick<Owner, 'settings'> }

/**
 * A VAT number as a customer types it: upper case without separators; null for nothing. One of a member state must
 * have its format, and be in VIES where the owner has that checked; a VIES that does not answer refuses nobody.
 * Otherwise `invalid_input` on `vatNumber`.
 */
export async function requireVatNumber(ctx: Asking, value: string | null): Promise<string | null> {
  const compact = compactVatNumber(value ?? '')
  if (compact === '') return null
  const wellFormed = euVatNumber(compact) ? checkVatNumber(compact) : /^[A-Z0-9]{4,20}$/.test(compact)
  if (!wellFormed) throw invalidInput({ vatNumber: `${compact} is not a valid VAT number` })
  if (await isRefused(ctx, compact))
    throw invalidInput({ vatNumber: `${compact} is not in the register of VAT numbers (VIES)` })
  return compact
}

/**
 * Checks the tax number that an owner's program gives a customer, where the owner wants numbers checked; otherwise
 * anything is taken, as BillaBear takes it. Throws `invalid_input` on `tax_number`.
 */
export async function requireTaxNumber(ctx: Asking, value: string | null): Promise<void> {
  if (value === null || !settingsOf(ctx.owner).checkVatNumbersOnline) return
  const compact = compactVatNumber(value)
  if (!euVatNumber(compact)) return
  if (!checkVatNumber(compact) || (await isRefused(ctx, compact)))
    throw invalidInput({ tax_number: 'This value is not a valid VAT number.' })
}

async function isRefused(ctx: Asking, compact: string): Promise<boolean> {
  const number = euVatNumber(compact)
  if (!number || !ctx.vies || !settingsOf(ctx.owner).checkVatNumbersOnline) return false
  return (await ctx.vies.check(number)) === 'invalid'
}
