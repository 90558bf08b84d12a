import { z } from 'zod'
import { isCountryCode } from '../../core/country'
import { formatNumber } from '../../core/invoice-number'
import { CANCEL_REASONS, OFFER_MONTHS_MAX, retentionOf } from '../../core/retention'
import { DEFAULT_PORTAL, type PortalFeatures, portalOf } from '../../core/settings'
import type { Brand, OwnerCtx } from '../../ctx'
import {
  type BrandFields,
  createBrand,
  FIRST_CODE,
  listBrands,
  nextInvoiceNumbers,
  replaceBrand,
  requireBrand,
} from '../../usecases/brand'
import { changeRetention } from '../../usecases/retention'
import { ownerProcedure, router } from '../trpc'
import { pageInput, pageOf, presentPage } from './page'

const id = z.uuid()
const line = (max: number) => z.string().trim().max(max)

const fields = z.object({
  name: line(200).min(1),
  code: z.string().regex(/^[A-Za-z0-9_-]{1,64}$/),
  email: z.email().max(320),
  address: z.object({
    line1: line(200),
    line2: line(200),
    city: line(100),
    region: line(100),
    postcode: line(20),
    country: z.string().refine((code) => code === '' || isCountryCode(code)),
  }),
  taxNumber: line(32).nullable(),
  /** Parts per million; null: the rules of countries. */
  taxRatePpm: z.number().int().min(0).max(1_000_000).nullable(),
  invoicePrefix: z.string().regex(/^[A-Z0-9-]{1,12}$/),
  /** `subsequential`, `random` or a pattern. */
  numberFormat: line(64).min(1),
  accent: z.string().regex(/^#[0-9a-f]{6}$/i),
  portal: z.partialRecord(z.enum(Object.keys(DEFAULT_PORTAL) as (keyof PortalFeatures)[]), z.boolean()),
})

const months = z.number().int().min(1).max(OFFER_MONTHS_MAX)
const offer = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('discount'), percentOffPpm: z.number().int().min(1).max(1_000_000), months }),
  z.object({ kind: z.literal('pause'), months }),
])

export const brandRouter = router({
  /** A page of brands, oldest first, each with the number that its next invoice gets. */
  list: ownerProcedure
    .input(pageInput.extend({ q: z.string().max(100).optional() }))
    .query(async ({ ctx: { scope }, input }) => {
      const page = await listBrands(scope, { text: input.q?.trim() }, pageOf(input))
      const numbers = await nextInvoiceNumbers(
        scope,
        page.rows.map((row) => row.id),
      )
      return presentPage(page, input, {
        cursor: (row) => row.id,
        row: (row) => presentBrand(row, { scope, sequence: numbers.get(row.id) ?? 1 }),
      })
    }),

  get: ownerProcedure.input(z.object({ id })).query(async ({ ctx: { scope }, input }) => {
    const row = await requireBrand(scope, input.id)
    const numbers = await nextInvoiceNumbers(scope, [row.id])
    return presentBrand(row, { scope, sequence: numbers.get(row.id) ?? 1 })
  }),

  create: ownerProcedure.input(fields).mutation(async ({ ctx, input }) => {
    const { id } = await createBrand(ctx.scope, brandFields(input))
    return { id }
  }),

  update: ownerProcedure.input(fields.extend({ id })).mutation(async ({ ctx, input }) => {
    const { portal } = await requireBrand(ctx.scope, input.id)
    const given = brandFields(input)
    await replaceBrand(ctx.scope, input.id, { ...given, portal: { ...portal, ...given.portal } })
  }),

  /** What customers who are about to leave are asked, and offered instead. */
  changeRetention: ownerProcedure
    .input(z.object({ id, reasons: z.array(z.enum(CANCEL_REASONS)), offer: offer.nullable() }))
    .mutation(({ ctx: { scope }, input }) =>
      changeRetention(scope, input.id, { reasons: [...new Set(input.reasons)], offer: input.offer }),
    ),
})

function brandFields(given: z.infer<typeof fields>): BrandFields {
  const { name, code, email, taxRatePpm, invoicePrefix, numberFormat, accent, portal } = given
  const address = Object.fromEntries(Object.entries(given.address).filter(([, text]) => text !== ''))
  return {
    name,
    code,
    email,
    address,
    taxNumber: given.taxNumber || null,
    taxRatePpm,
    invoicePrefix,
    numberFormat: numberFormat === 'subsequential' ? null : numberFormat,
    accent: accent.toLowerCase(),
    portal,
  }
}

function presentBrand(row: Brand, { scope, sequence }: { scope: OwnerCtx; sequence: number }) {
  const { id, code, name, email, address, taxNumber, taxRatePpm, invoicePrefix, numberFormat, accent } = row
  const parts = { year: scope.now.getUTCFullYear(), month: scope.now.getUTCMonth() + 1, sequence }
  return {
    id,
    code,
    isFirst: code === FIRST_CODE,
    name,
    email,
    address,
    taxNumber,
    taxRatePpm,
    invoicePrefix,
    numberFormat: numberFormat ?? 'subsequential',
    accent,
    portal: portalOf(row),
    retention: retentionOf(row),
    /** What the number after the last one given is made of. */
    next: parts,
    nextNumber: formatNumber(row, { ...parts, random: SAMPLE_RANDOM }),
  }
}

/** Stands where an invoice's own random digits will. */
const SAMPLE_RANDOM = '7f3a91c0'
