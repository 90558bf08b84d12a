import { z } from '@hono/zod-openapi'
import type { Voucher as VoucherRule } from '../../../core/voucher'
import type { AppliedVoucher } from '../../../usecases/voucher'
import type { VoucherFields, VoucherRow } from '../../../usecases/voucher-catalogue'
import { instant, required, text, timestamp } from '../document'
import { percentOf, ppmOrNull } from './customer'
import { Amount, AmountInput } from './money'

const COUNT_MAX = 1_000_000_000

export const VoucherCode = z.object({ code: required(64) }).openapi('VoucherCode', {
  example: { code: 'welcome' },
})

export const VoucherInput = z
  .object({
    name: required(200),
    type: z.enum(['percentage', 'fixed_credit']),
    entry_type: z.enum(['manual', 'automatic']),
    entry_event: z.enum(['expired_card_added']).nullish().openapi({
      description: 'what gives an automatic voucher: a new card that replaces an expired or expiring one',
    }),
    code: text(64).nullish().openapi({ description: 'what a person enters; its case does not matter' }),
    percentage: z
      .number()
      .min(1, 'This value should be between 1 and 100.')
      .max(100, 'This value should be between 1 and 100.')
      .nullish(),
    amounts: z.array(AmountInput).max(200).nullish(),
    expires_at: instant().nullish(),
    max_redemptions: z.number().int().positive('This value should be positive.').max(COUNT_MAX).nullish(),
    once_per_customer: z.boolean().nullish(),
  })
  .superRefine((given, context) => {
    for (const [field, message] of problems(given)) context.addIssue({ code: 'custom', path: field, message })
  })
  .openapi('VoucherInput', {
    example: {
      name: 'Welcome',
      type: 'fixed_credit',
      entry_type: 'manual',
      code: 'welcome',
      amounts: [{ amount: 1000, currency: 'EUR' }],
      max_redemptions: 500,
      once_per_customer: true,
    },
  })

export const Voucher = z
  .object({
    id: z.uuid(),
    name: z.string(),
    type: z.enum(['percentage', 'fixed_credit']),
    entry_type: z.enum(['manual', 'automatic']),
    entry_event: z.string().nullable(),
    code: z.string().nullable(),
    percentage: z.number().nullable(),
    amounts: z.array(Amount),
    disabled: z.boolean(),
    expires_at: timestamp().nullable(),
    max_redemptions: z.number().int().nullable(),
    redemptions: z.number().int(),
    once_per_customer: z.boolean(),
    created_at: timestamp(),
  })
  .openapi('Voucher')

export const CustomerVoucher = z
  .object({
    id: z.uuid(),
    voucher: Voucher,
    percentage: z
      .number()
      .nullable()
      .openapi({ description: 'what was promised when it was applied; null: it was credit' }),
    used: z.boolean(),
    used_at: timestamp().nullable(),
    invoice: z.uuid().nullable().openapi({ description: 'the invoice that used it' }),
    created_at: timestamp(),
  })
  .openapi('CustomerVoucher')

export function presentVoucher(row: VoucherRow): z.infer<typeof Voucher> {
  return {
    id: row.id,
    name: row.name,
    type: row.type,
    entry_type: row.entryType,
    entry_event: row.entryEvent,
    code: row.code,
    percentage: row.percentOffPpm === null ? null : percentOf(row.percentOffPpm),
    amounts: row.amounts,
    disabled: !row.enabled,
    expires_at: row.expiresAt?.toISOString() ?? null,
    max_redemptions: row.redemptionsMax,
    redemptions: row.redemptions,
    once_per_customer: row.oncePerCustomer,
    created_at: row.createdAt.toISOString(),
  }
}

export function presentCustomerVoucher({
  redemption,
  voucher,
}: AppliedVoucher): z.infer<typeof CustomerVoucher> {
  return {
    id: redemption.id,
    voucher: presentVoucher(voucher),
    percentage: redemption.percentOffPpm === null ? null : percentOf(redemption.percentOffPpm),
    used: redemption.usedAt !== null,
    used_at: redemption.usedAt?.toISOString() ?? null,
    invoice: redemption.invoiceId,
    created_at: redemption.appliedAt.toISOString(),
  }
}

type Given = {
  type: 'percentage' | 'fixed_credit'
  entry_type: 'manual' | 'automatic'
  entry_event?: 'expired_card_added' | null | undefined
  code?: string | null | undefined
  percentage?: number | null | undefined
  amounts?: { amount: number; currency: string }[] | null | undefined
}

export function voucherFields(given: z.output<typeof VoucherInput>): VoucherFields {
  return {
    name: given.name.trim(),
    effect: effectOf(given),
    entry: entryOf(given),
    expiresAt: given.expires_at ?? null,
    redemptionsMax: given.max_redemptions ?? null,
    oncePerCustomer: given.once_per_customer ?? false,
  }
}

const effectOf = ({ type, percentage, amounts }: Given): VoucherRule['effect'] =>
  type === 'percentage'
    ? { type, percentOffPpm: ppmOrNull(percentage) ?? 0 }
    : { type, amounts: amounts ?? [] }

const entryOf = ({ entry_type, code, entry_event }: Given): VoucherRule['entry'] =>
  entry_type === 'manual'
    ? { type: 'manual', code: code?.trim() ?? '' }
    : { type: 'automatic', event: entry_event ?? 'expired_card_added' }

/** What belongs to one kind of voucher is asked of it and refused of the other. */
function problems(given: Given): [path: (string | number)[], message: string][] {
  const found: [(string | number)[], string][] = []
  const both = (field: string, message: string) => found.push([[field], message])
  const percentage = given.type === 'percentage'
  const manual = given.entry_type === 'manual'
  if (percentage && given.percentage == null) both('percentage', 'A percentage voucher needs a percentage.')
  if (!percentage && given.percentage != null) both('percentage', 'Credit has no percentage.')
  if (percentage && given.amounts?.length) both('amounts', 'A percentage has no amounts.')
  if (!percentage && !given.amounts?.length) both('amounts', 'Credit needs an amount in a currency.')
  if (manual && !given.code?.trim()) both('code', 'A voucher that is entered needs a code.')
  if (manual && given.entry_event) both('entry_event', 'A voucher with a code is given by no event.')
  if (!manual && given.code?.trim()) both('code', 'An automatic voucher has no code.')
  if (!manual && !given.entry_event) both('entry_event', 'An automatic voucher needs what gives it.')
  const currencies = new Set<string>()
  given.amounts?.forEach(({ currency }, i) => {
    if (currencies.has(currency)) found.push([['amounts', i, 'currency'], 'This currency is there already.'])
    currencies.add(currency)
  })
  return found
}
