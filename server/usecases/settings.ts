import { and, eq } from 'drizzle-orm'
import { lockOwner } from '@/db/queries/owner'
import { brand, owner } from '@/db/schema'
import {
  DEFAULT_SETTINGS,
  type OwnerChoices,
  type OwnerSettings,
  settingsOf,
  settingsProblems,
} from '../core/settings'
import { type Ctx, type Owner, type OwnerCtx, requireWrite, type TxCtx, transact } from '../ctx'
import { invalidInput } from '../errors'
import { record } from './event'
import { requireFreeNumbers } from './invoice-number'
import { rebuildSalesDays } from './sales-count'

/** Choices to change: what is left out stays, null goes back to the default. */
export type SettingsChange = {
  [K in keyof OwnerSettings]?: OwnerSettings[K] | null | undefined
} & { defaultCurrency?: string | undefined; timezone?: string | undefined; numberFormat?: string | undefined }

/** The owner's choices, defaults where it never chose. The number format is that of the first brand. */
export const readSettings = (ctx: OwnerCtx): Promise<OwnerChoices> => choicesOf(ctx.db, ctx.owner)

/**
 * Changes the owner's choices and records what they were and are; nothing is recorded when nothing changes. What
 * was invoiced, and charges that are already planned, stay as they are. Throws `invalid_input` by name.
 */
export async function changeSettings(ctx: OwnerCtx, change: SettingsChange): Promise<OwnerChoices> {
  requireWrite(ctx)
  const given = withoutUnset(change)
  const problems = settingsProblems(given)
  if (Object.keys(problems).length > 0) throw invalidInput(problems)
  return transact(ctx, async (t) => {
    const row = await lockOwner(t.tx, ctx.owner.id)
    const before = await choicesOf(t.tx, row)
    const after = await write(t, row, { change, before, given })
    if (after.timezone !== before.timezone)
      await rebuildSalesDays(t, { ownerId: row.id, timezone: after.timezone })
    const fields = KEYS.filter((key) => JSON.stringify(before[key]) !== JSON.stringify(after[key]))
    const pick = (of: OwnerChoices) => Object.fromEntries(fields.map((key) => [key, of[key]]))
    if (fields.length > 0)
      await record(t, 'settings.updated', {
        ownerId: row.id,
        subjectId: row.id,
        payload: { before: pick(before), after: pick(after) },
      })
    return after
  })
}

const SETTING_KEYS = Object.keys(DEFAULT_SETTINGS) as (keyof OwnerSettings)[]
const KEYS: readonly (keyof OwnerChoices)[] = [...SETTING_KEYS, 'defaultCurrency', 'timezone', 'numberFormat']

async function choicesOf(db: Ctx['db'] | TxCtx['tx'], row: Owner): Promise<OwnerChoices> {
  const [first] = row.primaryBrandId
    ? await db
        .select({ numberFormat: brand.numberFormat })
        .from(brand)
        .where(and(eq(brand.ownerId, row.id), eq(brand.id, row.primaryBrandId)))
    : []
  const { defaultCurrency, timezone } = row
  const numberFormat = first?.numberFormat ?? 'subsequential'
  return { ...settingsOf(row), defaultCurrency, timezone, numberFormat }
}

type Writing = { change: SettingsChange; before: OwnerChoices; given: Partial<OwnerChoices> }

async function write(
  t: TxCtx<OwnerCtx>,
  row: Owner,
  { change, before, given }: Writing,
): Promise<OwnerChoices> {
  const kept = SETTING_KEYS.flatMap((key) => {
    const value = change[key] === undefined ? row.settings[key] : change[key]
    return value == null ? [] : [[key, value]]
  })
  const settings: Partial<OwnerSettings> = Object.fromEntries(kept)
  const { defaultCurrency, timezone, numberFormat } = { ...before, ...given }
  await t.tx.update(owner).set({ settings, defaultCurrency, timezone }).where(eq(owner.id, row.id))
  if (numberFormat !== before.numberFormat && row.primaryBrandId) {
    await requireFreeNumbers(t, row.primaryBrandId, { numberFormat })
    await t.tx
      .update(brand)
      .set({ numberFormat })
      .where(and(eq(brand.ownerId, row.id), eq(brand.id, row.primaryBrandId)))
  }
  return { ...settingsOf({ settings }), defaultCurrency, timezone, numberFormat }
}

const withoutUnset = (change: SettingsChange): Partial<OwnerChoices> =>
  Object.fromEntries(Object.entries(change).filter(([, value]) => value != null))
