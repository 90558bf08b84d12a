import { z } from 'zod'
import { isCurrency } from '../../core/settings'
import {
  createVoucher,
  deleteVoucher,
  disableVoucher,
  enableVoucher,
  listRedemptions,
  listVouchers,
  replaceVoucher,
  requireVoucher,
  type VoucherFields,
  type VoucherRow,
} from '../../usecases/voucher-catalogue'
import { ownerProcedure, router } from '../trpc'
import { pageInput, pageOf, presentPage } from './page'

const id = z.uuid()

const fields = z
  .object({
    name: z.string().trim().min(1).max(200),
    /** Parts per million of an invoice; null: credit. */
    percentOffPpm: z.number().int().min(10_000).max(1_000_000).nullable(),
    /** Minor units, each currency once. */
    amounts: z
      .array(
        z.object({
          amount: z.number().int().positive().max(999_999_999_999),
          currency: z.string().toUpperCase().refine(isCurrency),
        }),
      )
      .max(200),
    /** What a person enters; null: given by itself for replacing an expired card. */
    code: z.string().trim().max(64).nullable(),
    expiresAt: z.date().nullable(),
    redemptionsMax: z.number().int().positive().max(1_000_000_000).nullable(),
    oncePerCustomer: z.boolean(),
  })
  .superRefine((given, context) => {
    const wrong = (path: (string | number)[]) =>
      context.addIssue({ code: 'custom', path, message: 'It is needed' })
    if (given.percentOffPpm === null && given.amounts.length === 0) wrong(['amounts'])
    if (given.code === '') wrong(['code'])
    given.amounts.forEach(({ currency }, i) => {
      if (given.amounts.findIndex((other) => other.currency === currency) < i)
        wrong(['amounts', i, 'currency'])
    })
  })

export const voucherRouter = router({
  list: ownerProcedure
    .input(pageInput.extend({ q: z.string().max(100).optional() }))
    .query(async ({ ctx: { scope }, input }) =>
      presentPage(await listVouchers(scope, { text: input.q?.trim() }, pageOf(input)), input, {
        cursor: (row) => row.id,
        row: (row) => presentVoucher(row, scope.now),
      }),
    ),

  get: ownerProcedure
    .input(z.object({ id }))
    .query(async ({ ctx: { scope }, input }) =>
      presentVoucher(await requireVoucher(scope, input.id), scope.now),
    ),

  /** Who was given it, the latest first. */
  redemptions: ownerProcedure.input(pageInput.extend({ id })).query(async ({ ctx, input }) =>
    presentPage(await listRedemptions(ctx.scope, input.id, pageOf(input)), input, {
      cursor: (row) => row.redemption.id,
      row: ({ redemption, customer }) => ({
        id: redemption.id,
        customer: { id: customer.id, name: customer.companyName ?? customer.name ?? customer.email },
        appliedAt: redemption.appliedAt,
        usedAt: redemption.usedAt,
        isPercentage: redemption.percentOffPpm !== null,
      }),
    }),
  ),

  create: ownerProcedure.input(fields).mutation(async ({ ctx, input }) => {
    const { id } = await createVoucher(ctx.scope, voucherFields(input))
    return { id }
  }),

  update: ownerProcedure.input(fields.extend({ id })).mutation(async ({ ctx, input }) => {
    await replaceVoucher(ctx.scope, input.id, voucherFields(input))
  }),

  enable: ownerProcedure.input(z.object({ id })).mutation(async ({ ctx, input }) => {
    await enableVoucher(ctx.scope, input.id)
  }),

  disable: ownerProcedure.input(z.object({ id })).mutation(async ({ ctx, input }) => {
    await disableVoucher(ctx.scope, input.id)
  }),

  /** Only while nobody has redeemed it. */
  remove: ownerProcedure
    .input(z.object({ id }))
    .mutation(({ ctx, input }) => deleteVoucher(ctx.scope, input.id)),
})

const voucherFields = (given: z.infer<typeof fields>): VoucherFields => ({
  name: given.name,
  effect:
    given.percentOffPpm === null
      ? { type: 'fixed_credit', amounts: given.amounts }
      : { type: 'percentage', percentOffPpm: given.percentOffPpm },
  entry:
    given.code === null
      ? { type: 'automatic', event: 'expired_card_added' }
      : { type: 'manual', code: given.code },
  expiresAt: given.expiresAt,
  redemptionsMax: given.redemptionsMax,
  oncePerCustomer: given.oncePerCustomer,
})

function presentVoucher(row: VoucherRow, now: Date) {
  const { id, name, percentOffPpm, amounts, code, expiresAt, redemptions, redemptionsMax } = row
  return {
    id,
    name,
    percentOffPpm,
    amounts,
    code,
    expiresAt,
    redemptions,
    redemptionsMax,
    oncePerCustomer: row.oncePerCustomer,
    createdAt: row.createdAt,
    status: standingOf(row, now),
  }
}

function standingOf(row: VoucherRow, now: Date): 'active' | 'disabled' | 'expired' | 'used' {
  if (!row.enabled) return 'disabled'
  if (row.expiresAt && row.expiresAt <= now) return 'expired'
  return row.redemptionsMax !== null && row.redemptions >= row.redemptionsMax ? 'used' : 'active'
}
