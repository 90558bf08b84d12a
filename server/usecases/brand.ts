import { and, eq, type SQL } from 'drizzle-orm'
import { z } from 'zod'
import { newId } from '@/db/id'
import { type BrandFilter, findBrand, findBrandByCode, listNextNumbers, pageBrands } from '@/db/queries/brand'
import { lockOwner } from '@/db/queries/owner'
import { brand } from '@/db/schema'
import type { Address } from '../core/address'
import { numberFormatProblem } from '../core/invoice-number'
import type { Page, PageInput } from '../core/page'
import type { PortalFeatures } from '../core/settings'
import { type Brand, type OwnerCtx, requireWrite, type TxCtx, transact } from '../ctx'
import { DomainError, invalidInput, invariant } from '../errors'
import { parse } from './customer'
import { record } from './event'
import { requireFreeNumbers } from './invoice-number'
import { transactOnce } from './once'

const brandInput = z
  .object({
    name: z.string().trim().min(1).max(200),
    email: z.email().max(320),
    address: z.object({
      line1: z.string().trim().max(200).optional(),
      line2: z.string().trim().max(200).optional(),
      city: z.string().trim().max(100).optional(),
      region: z.string().trim().max(100).optional(),
      postcode: z.string().trim().max(20).optional(),
      country: z
        .string()
        .regex(/^[A-Z]{2}$/, 'Country is a two-letter code')
        .optional(),
    }),
    taxNumber: z.string().trim().max(32).nullable(),
    /** Parts per million: 19 % is 190_000. Null: the rates of countries, which a rate of the brand goes before. */
    taxRatePpm: z.number().int().min(0).max(1_000_000).nullable(),
    invoicePrefix: z.string().regex(/^[A-Z0-9-]{1,12}$/, 'A prefix has capitals, digits and hyphens'),
    accent: z.string().regex(/^#[0-9a-f]{6}$/i, 'An accent is a colour like #0b6b4d'),
  })
  .partial()

export type { BrandFilter }

/** A brand as a program describes it. */
export type BrandFields = {
  name: string
  code: string
  email: string
  address: Address
  taxNumber: string | null
  taxRatePpm: number | null
  invoicePrefix: string
  /** Null: the prefix, the year and a counter (core/invoice-number.ts). */
  numberFormat: string | null
  portal: Partial<PortalFeatures>
  /** "#rrggbb"; undefined: it stays, or is the product's own. */
  accent?: string | undefined
}

/** The owner's brands, oldest first. */
export const listBrands = (ctx: OwnerCtx, filter: BrandFilter, page: PageInput): Promise<Page<Brand>> =>
  pageBrands(ctx.db, ctx.owner.id, filter, page)

/** One brand; `not_found` outside the owner. */
export async function requireBrand(ctx: OwnerCtx, id: string): Promise<Brand> {
  return inScope(await findBrand(ctx.db, ctx.owner.id, id))
}

/** The next number of each of these brands' invoices; 1 where none was given yet. */
export const nextInvoiceNumbers = (ctx: OwnerCtx, brandIds: string[]): Promise<Map<string, number>> =>
  listNextNumbers(ctx.db, ctx.owner.id, brandIds)

/** Creates a brand; customers can be made in it by its code. Throws `invalid_input` for a code in use. */
export async function createBrand(ctx: OwnerCtx, fields: BrandFields): Promise<Brand> {
  requireWrite(ctx)
  requireNumberFormat(fields)
  return transactOnce(ctx, async (t) => {
    await requireFreeCode(t, fields.code, null)
    const [row] = await t.tx
      .insert(brand)
      .values({ ...fields, ownerId: ctx.owner.id, id: newId() })
      .returning()
    invariant(row, 'an inserted brand is returned')
    await record(t, 'brand.created', {
      ownerId: ctx.owner.id,
      subjectId: row.id,
      payload: { code: row.code },
    })
    return row
  })
}

/**
 * Replaces a brand. Invoices already issued keep what they said, and their numbers go on where they were. The first
 * brand keeps its code: customers of whom no brand is said are made in it.
 */
export async function replaceBrand(ctx: OwnerCtx, id: string, fields: BrandFields): Promise<Brand> {
  requireWrite(ctx)
  requireNumberFormat(fields)
  const { code } = await requireBrand(ctx, id)
  return transact(ctx, async (t) => {
    await requireFreeCode(t, fields.code, id)
    if (code === FIRST_CODE && fields.code !== code)
      throw invalidInput({ code: `The brand ${code} keeps its code` })
    await requireFreeNumbers(t, id, fields)
    return write(t, eq(brand.id, id), fields)
  })
}

/** Changes the parts given of an owner's brand, by code. Invoices already issued keep what they said. */
export async function updateBrand(
  ctx: OwnerCtx,
  code: string,
  input: z.input<typeof brandInput>,
): Promise<Brand> {
  requireWrite(ctx)
  const changes = parse(brandInput, input)
  if (Object.keys(changes).length === 0) return inScope(await findBrandByCode(ctx.db, ctx.owner.id, code))
  return transact(ctx, async (t) => {
    const known = await findBrandByCode(t.tx, ctx.owner.id, code)
    if (known) await requireFreeNumbers(t, known.id, changes)
    return write(t, eq(brand.code, code), changes)
  })
}

/** The code of each owner's first brand. */
export const FIRST_CODE = 'default'

async function write(t: TxCtx<OwnerCtx>, which: SQL, changes: Partial<BrandFields>): Promise<Brand> {
  const [changed] = await t.tx
    .update(brand)
    .set(changes)
    .where(and(eq(brand.ownerId, t.owner.id), which))
    .returning()
  const row = inScope(changed)
  const payload = { fields: Object.keys(changes) }
  await record(t, 'brand.updated', { ownerId: t.owner.id, subjectId: row.id, payload })
  return row
}

/** Codes of one owner are taken one at a time, so that of two the second is told and neither breaks. */
async function requireFreeCode(t: TxCtx<OwnerCtx>, code: string, exceptId: string | null): Promise<void> {
  await lockOwner(t.tx, t.owner.id)
  const taken = await findBrandByCode(t.tx, t.owner.id, code)
  if (taken && taken.id !== exceptId) throw invalidInput({ code: `There is a brand ${code} already` })
}

function requireNumberFormat({ numberFormat }: BrandFields): void {
  const problem = numberFormat === null ? null : numberFormatProblem(numberFormat)
  if (problem) throw invalidInput({ number_format: problem })
}

function inScope(row: Brand | undefined): Brand {
  if (!row) throw new DomainError('not_found', { message: 'There is no such brand' })
  return row
}
