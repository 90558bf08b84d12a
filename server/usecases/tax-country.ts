import { and, eq, isNull } from 'drizzle-orm'
import { isUuid, newId } from '@/db/id'
import {
  loadTaxSetup,
  pageTaxCountries,
  pageTaxRules,
  type TaxCountryFilter,
  type TaxCountryRow,
  type TaxRuleRow,
  type TaxSetup,
  type TaxStateRow,
  type TaxTypeRow,
} from '@/db/queries/tax'
import { taxCountry, taxRule, taxState } from '@/db/schema'
import { isCountryCode } from '../core/country'
import type { Page, PageInput } from '../core/page'
import { EU } from '../core/tax'
import { TAX_RATES } from '../core/tax-rates'
import { addRule } from '../core/tax-rule'
import { type OwnerCtx, requireWrite, type TxCtx, transact } from '../ctx'
import { DomainError, invalidInput, invariant } from '../errors'
import { record } from './event'
import { transactOnce } from './once'
import { claimTaxType } from './tax-type'

export type { TaxCountryFilter }

export type TaxRuleView = TaxRuleRow & { taxType: TaxTypeRow }
export type TaxStateView = TaxStateRow & { rules: TaxRuleView[] }
export type TaxCountryView = TaxCountryRow & { rules: TaxRuleView[]; states: TaxStateView[] }

/** A country, or a state of one. Codes are taken in any case. */
export type TaxPlace = { country: string; state: string | null }

/** What an owner says of a place; what is undefined stays, or is its default. Amounts are minor units. */
export type TaxLimits = {
  threshold?: number | null | undefined
  transactionThreshold?: number | null | undefined
  collecting?: boolean | undefined
}

export type TaxCountryFields = TaxLimits & { currency?: string | undefined; inEu?: boolean | undefined }
export type TaxStateFields = TaxLimits & { name?: string | undefined }

export type TaxRuleFields = {
  /** Undefined: the owner's default one. */
  taxTypeId: string | undefined
  ratePpm: number
  isDefault: boolean
  /** Undefined: from now on. */
  validFrom: Date | undefined
  validUntil: Date | null
}

/** The countries an owner has set up, by code. */
export async function listTaxCountries(
  ctx: OwnerCtx,
  filter: TaxCountryFilter,
  page: PageInput,
): Promise<Page<TaxCountryView>> {
  const { rows, hasMore } = await pageTaxCountries(ctx.db, ctx.owner.id, filter, page)
  const codes = rows.map((row) => row.code)
  const setup = codes.length > 0 ? await loadTaxSetup(ctx.db, ctx.owner.id, codes) : null
  return { rows: setup ? rows.map((row) => viewOf(row, setup)) : [], hasMore }
}

/** One country as it is set up; `not_found` where the owner never said anything of it. */
export async function requireTaxCountry(ctx: OwnerCtx, country: string): Promise<TaxCountryView> {
  const code = country.toUpperCase()
  if (!isCountryCode(code)) throw notThere()
  const setup = await loadTaxSetup(ctx.db, ctx.owner.id, [code])
  const row = setup.countries[0]
  if (!row) throw notThere()
  return viewOf(row, setup)
}

/** One state as it is set up; `not_found` likewise. */
export async function requireTaxState(ctx: OwnerCtx, place: TaxPlace): Promise<TaxStateView> {
  const { states } = await requireTaxCountry(ctx, place.country)
  const found = states.find((state) => state.code === place.state?.toUpperCase())
  if (!found) throw notThere()
  return found
}

/**
 * Sets a country up, or changes what is given. A new one has the currency of its shipped rates, is in the EU if it
 * is, and collects if a brand is at home there. That it does not collect any more forgets when it came to.
 */
export async function putTaxCountry(
  ctx: OwnerCtx,
  country: string,
  fields: TaxCountryFields,
): Promise<TaxCountryView> {
  requireWrite(ctx)
  const code = requireCode(country)
  await transact(ctx, async (t) => {
    await ensureCountry(t, code)
    const { currency, inEu } = fields
    const changes = given({ currency, inEu, ...limitsOf(fields) })
    if (changes)
      await t.tx
        .update(taxCountry)
        .set(changes)
        .where(and(eq(taxCountry.ownerId, ctx.owner.id), eq(taxCountry.code, code)))
    await record(t, 'tax_country.updated', { ownerId: ctx.owner.id, payload: { country: code } })
  })
  return requireTaxCountry(ctx, code)
}

/** The same for a state; its country is set up with it. A new one is called by its code unless named. */
export async function putTaxState(
  ctx: OwnerCtx,
  place: { country: string; state: string },
  fields: TaxStateFields,
): Promise<TaxStateView> {
  requireWrite(ctx)
  const country = requireCode(place.country)
  const code = place.state.toUpperCase()
  if (!/^[A-Z0-9-]{1,10}$/.test(code)) throw notThere()
  await transact(ctx, async (t) => {
    await ensureCountry(t, country)
    const key = { ownerId: ctx.owner.id, country, code }
    await t.tx
      .insert(taxState)
      .values({ ...key, name: fields.name ?? code })
      .onConflictDoNothing()
    const ofState = and(
      eq(taxState.ownerId, key.ownerId),
      eq(taxState.country, country),
      eq(taxState.code, code),
    )
    const changes = given({ name: fields.name, ...limitsOf(fields) })
    if (changes) await t.tx.update(taxState).set(changes).where(ofState)
    const payload = { country, state: code }
    await record(t, 'tax_country.updated', { ownerId: ctx.owner.id, payload })
  })
  return requireTaxState(ctx, { country, state: code })
}

/** The rules of a country or state, oldest first. */
export async function listTaxRules(
  ctx: OwnerCtx,
  place: TaxPlace,
  filter: { taxType?: string | undefined },
  page: PageInput,
): Promise<Page<TaxRuleView>> {
  const of = await requirePlace(ctx, place)
  return pageTaxRules(ctx.db, ctx.owner.id, { ...of, ...filter }, page)
}

/**
 * Adds a dated rate, or one for when no dated one holds. One that overlaps another of its tax type is
 * `invalid_input`; a new one without an end closes the one before it a minute earlier. A country is set up by its
 * first rule; a state has to be there.
 */
export async function addTaxRule(
  ctx: OwnerCtx,
  place: TaxPlace,
  fields: TaxRuleFields,
): Promise<TaxRuleView> {
  requireWrite(ctx)
  const country = requireCode(place.country)
  const state = place.state === null ? null : (await requireTaxState(ctx, place)).code
  return transactOnce(ctx, async (t) => {
    await ensureCountry(t, country)
    const type = await typeOf(t, fields.taxTypeId)
    const { rules, types } = await loadTaxSetup(t.tx, ctx.owner.id, [country])
    const rule = {
      ratePpm: fields.ratePpm,
      isDefault: fields.isDefault,
      validFrom: fields.validFrom ?? t.now,
      validUntil: fields.validUntil,
    }
    const peers = rules
      .filter((row) => row.state === state)
      .map((row) => ({ ...row, taxType: row.taxTypeId }))
    const row = { ...rule, ownerId: ctx.owner.id, id: newId(), country, state, taxTypeId: type.id }
    const { closed } = addRule(peers, { ...row, taxType: type.id, createdAt: t.now })
    if (closed)
      await t.tx
        .update(taxRule)
        .set({ validUntil: closed.after.validUntil })
        .where(and(eq(taxRule.ownerId, ctx.owner.id), eq(taxRule.id, closed.before.id)))
    const [written] = await t.tx.insert(taxRule).values(row).returning()
    invariant(written, 'an inserted rule is returned')
    const payload = { country, state, closed: closed?.before.id ?? null }
    await record(t, 'tax_rule.created', { ownerId: ctx.owner.id, subjectId: written.id, payload })
    return withType(written, types)
  })
}

/** Takes a rule away as if it had never been; one that it closed stays closed. Invoices keep the rate they were made with. */
export async function deleteTaxRule(ctx: OwnerCtx, place: TaxPlace, id: string): Promise<void> {
  requireWrite(ctx)
  const { country, state } = await requirePlace(ctx, place)
  if (!isUuid(id)) throw notThere()
  await transact(ctx, async (t) => {
    const ofPlace = state === null ? isNull(taxRule.state) : eq(taxRule.state, state)
    const [row] = await t.tx
      .delete(taxRule)
      .where(
        and(eq(taxRule.ownerId, ctx.owner.id), eq(taxRule.id, id), eq(taxRule.country, country), ofPlace),
      )
      .returning()
    if (!row) throw notThere()
    await record(t, 'tax_rule.deleted', {
      ownerId: ctx.owner.id,
      subjectId: id,
      payload: { country, state, ratePpm: row.ratePpm },
    })
  })
}

/** The row of a country, made when there is none, and locked: one change of its rules at a time. */
async function ensureCountry(t: TxCtx<OwnerCtx>, code: string): Promise<void> {
  const ownerId = t.owner.id
  const brands = await t.tx.query.brand.findMany({ where: (row, { eq }) => eq(row.ownerId, ownerId) })
  const currency = TAX_RATES.find((country) => country.code === code)?.currency ?? t.owner.defaultCurrency
  const collecting = brands.some((brand) => brand.address.country === code)
  await t.tx
    .insert(taxCountry)
    .values({ ownerId, code, inEu: EU.has(code), currency, collecting })
    .onConflictDoNothing()
  await t.tx
    .select({ code: taxCountry.code })
    .from(taxCountry)
    .where(and(eq(taxCountry.ownerId, ownerId), eq(taxCountry.code, code)))
    .for('update')
}

async function typeOf(t: TxCtx<OwnerCtx>, id: string | undefined): Promise<TaxTypeRow> {
  if (id !== undefined) return claimTaxType(t, id, 'tax_type')
  const standard = await t.tx.query.taxType.findFirst({
    where: (row, { and, eq }) => and(eq(row.ownerId, t.owner.id), eq(row.isDefault, true)),
  })
  if (!standard) throw invalidInput({ tax_type: 'There is no default tax type' })
  return claimTaxType(t, standard.id, 'tax_type')
}

async function requirePlace(ctx: OwnerCtx, place: TaxPlace): Promise<TaxPlace> {
  if (place.state === null)
    return { country: (await requireTaxCountry(ctx, place.country)).code, state: null }
  const state = await requireTaxState(ctx, place)
  return { country: state.country, state: state.code }
}

function viewOf(row: TaxCountryRow, setup: TaxSetup): TaxCountryView {
  const rules = setup.rules
    .filter((rule) => rule.country === row.code)
    .map((rule) => withType(rule, setup.types))
  const states = setup.states.filter((state) => state.country === row.code)
  return {
    ...row,
    rules: rules.filter((rule) => rule.state === null),
    states: states.map((state) => ({ ...state, rules: rules.filter((rule) => rule.state === state.code) })),
  }
}

function withType(rule: TaxRuleRow, types: TaxTypeRow[]): TaxRuleView {
  const taxType = types.find((type) => type.id === rule.taxTypeId)
  invariant(taxType, 'the tax type of a rule exists')
  return { ...rule, taxType }
}

function limitsOf({ threshold, transactionThreshold, collecting }: TaxLimits) {
  return {
    threshold,
    transactionThreshold,
    collecting,
    ...(collecting === false ? { reachedAt: null } : {}),
  }
}

/** What is not undefined; null when that is nothing. */
function given(fields: Record<string, unknown>): Record<string, unknown> | null {
  const parts = Object.entries(fields).filter(([, value]) => value !== undefined)
  return parts.length === 0 ? null : Object.fromEntries(parts)
}

function requireCode(country: string): string {
  const code = country.toUpperCase()
  if (!isCountryCode(code)) throw notThere()
  return code
}

const notThere = () => new DomainError('not_found', { message: 'No such country, state or rule' })
