import { and, eq } from 'drizzle-orm'
import { isUuid, newId } from '@/db/id'
import { findTaxTypes, pageTaxTypes, type TaxTypeFilter, type TaxTypeRow } from '@/db/queries/tax'
import { owner, product, taxRule, taxType } from '@/db/schema'
import type { Page, PageInput } from '../core/page'
import { type OwnerCtx, requireWrite, type TxCtx, transact } from '../ctx'
import { DomainError, invalidInput, invariant } from '../errors'
import { record } from './event'
import { transactOnce } from './once'

export type { TaxTypeFilter, TaxTypeRow }

export type TaxTypeFields = {
  name: string
  physical: boolean
  /** Undefined: it stays; a first one becomes the default. */
  isDefault: boolean | undefined
}

/** The owner's tax types, oldest first. */
export const listTaxTypes = (
  ctx: OwnerCtx,
  filter: TaxTypeFilter,
  page: PageInput,
): Promise<Page<TaxTypeRow>> => pageTaxTypes(ctx.db, ctx.owner.id, filter, page)

/** One tax type; `not_found` outside the owner. */
export async function requireTaxType(ctx: OwnerCtx, id: string): Promise<TaxTypeRow> {
  const [found] = isUuid(id) ? await findTaxTypes(ctx.db, ctx.owner.id, [id]) : []
  if (!found) throw new DomainError('not_found', { message: 'No such tax type' })
  return found
}

/** Creates a tax type; the first is the default whatever is said. A name in use is `invalid_input`. */
export async function createTaxType(ctx: OwnerCtx, fields: TaxTypeFields): Promise<TaxTypeRow> {
  requireWrite(ctx)
  return transactOnce(ctx, async (t) => {
    const types = await lockTypes(t)
    requireFreeName(types, fields.name, null)
    const isDefault = types.length === 0 || fields.isDefault === true
    if (isDefault) await giveUpDefault(t)
    const { name, physical } = fields
    const [row] = await t.tx
      .insert(taxType)
      .values({ ownerId: ctx.owner.id, id: newId(), name, physical, isDefault })
      .returning()
    invariant(row, 'an inserted tax type is returned')
    await record(t, 'tax_type.created', { ownerId: ctx.owner.id, subjectId: row.id })
    return row
  })
}

/** Replaces a tax type. The default becomes another one only by making that one the default. */
export async function replaceTaxType(ctx: OwnerCtx, id: string, fields: TaxTypeFields): Promise<TaxTypeRow> {
  requireWrite(ctx)
  return transact(ctx, async (t) => {
    const types = await lockTypes(t)
    const found = inScope(types, id)
    requireFreeName(types, fields.name, found.id)
    if (found.isDefault && fields.isDefault === false)
      throw invalidInput({ default: 'Make another tax type the default' })
    const isDefault = fields.isDefault ?? found.isDefault
    if (isDefault && !found.isDefault) await giveUpDefault(t)
    const { name, physical } = fields
    const [row] = await t.tx
      .update(taxType)
      .set({ name, physical, isDefault })
      .where(and(eq(taxType.ownerId, ctx.owner.id), eq(taxType.id, found.id)))
      .returning()
    invariant(row, 'the tax type in scope exists')
    await record(t, 'tax_type.updated', { ownerId: ctx.owner.id, subjectId: row.id })
    return row
  })
}

/** Deletes a tax type that no product and no rule has; the default goes last. Otherwise `conflict`. */
export async function deleteTaxType(ctx: OwnerCtx, id: string): Promise<void> {
  requireWrite(ctx)
  await transact(ctx, async (t) => {
    const types = await lockTypes(t)
    const found = inScope(types, id)
    if (found.isDefault && types.length > 1)
      throw new DomainError('conflict', { message: 'Make another tax type the default first' })
    const ofType = { ownerId: ctx.owner.id, id: found.id }
    for (const table of [product, taxRule]) {
      const [used] = await t.tx
        .select({ id: table.id })
        .from(table)
        .where(and(eq(table.ownerId, ofType.ownerId), eq(table.taxTypeId, ofType.id)))
        .limit(1)
      if (used) throw new DomainError('conflict', { message: 'A product or a rule has this tax type' })
    }
    await t.tx.delete(taxType).where(and(eq(taxType.ownerId, ofType.ownerId), eq(taxType.id, ofType.id)))
    await record(t, 'tax_type.deleted', { ownerId: ctx.owner.id, subjectId: found.id })
  })
}

/** The tax type an input names, kept from being deleted meanwhile; one that is not there is `invalid_input` on `field`. */
export async function claimTaxType(t: TxCtx<OwnerCtx>, id: string, field: string): Promise<TaxTypeRow> {
  const [found] = isUuid(id)
    ? await t.tx
        .select()
        .from(taxType)
        .where(and(eq(taxType.ownerId, t.owner.id), eq(taxType.id, id)))
        .for('share')
    : []
  if (!found) throw invalidInput({ [field]: 'There is no such tax type' })
  return found
}

/** One change of an owner's tax types at a time, so that there is one default. */
async function lockTypes(t: TxCtx<OwnerCtx>): Promise<TaxTypeRow[]> {
  await t.tx.select({ id: owner.id }).from(owner).where(eq(owner.id, t.owner.id)).for('no key update')
  return t.tx.select().from(taxType).where(eq(taxType.ownerId, t.owner.id)).for('update')
}

function inScope(types: TaxTypeRow[], id: string): TaxTypeRow {
  const found = types.find((type) => type.id === id.toLowerCase())
  if (!found) throw new DomainError('not_found', { message: 'No such tax type' })
  return found
}

function requireFreeName(types: TaxTypeRow[], name: string, exceptId: string | null): void {
  const taken = types.some((type) => type.id !== exceptId && type.name.toLowerCase() === name.toLowerCase())
  if (taken) throw invalidInput({ name: `There is a tax type ${name} already` })
}

async function giveUpDefault(t: TxCtx<OwnerCtx>): Promise<void> {
  await t.tx
    .update(taxType)
    .set({ isDefault: false })
    .where(and(eq(taxType.ownerId, t.owner.id), eq(taxType.isDefault, true)))
}
