import { z } from 'zod'
import { requireWrite } from '../../ctx'
import { DomainError } from '../../errors'
import { createManageLink } from '../../usecases/access-link'
import { PDF_LINK_LIFE_MS, pdfToken } from '../../usecases/bill-link'
import { listBrands } from '../../usecases/brand'
import {
  enterHouseCustomer,
  houseInvoices,
  readHouseAccount,
  requireHouseInvoice,
} from '../../usecases/house-account'
import { updateOwnerProfile } from '../../usecases/owner-profile'
import { previewNextInvoice } from '../../usecases/subscription'
import { presentDraft, presentInvoice, presentMethod, presentSubscription } from '../portal/present'
import { ownerProcedure, router } from '../trpc'

/** Invoices on one page, and brands to choose from. */
const INVOICES = 20
const BRANDS = 200

const nullable = z.string().max(200).nullable()

export const ownerAccountRouter = router({
  /** The owner as a customer of the house: plan, card and what comes next. The house itself is none. */
  get: ownerProcedure.query(async ({ ctx: { scope } }) => {
    const [account, billed] = await Promise.all([readHouseAccount(scope), enterHouseCustomer(scope)])
    const next = billed && (await previewNextInvoice(billed))
    return {
      status: account.status,
      periodEndAt: account.periodEndAt,
      plan: account.plan && presentSubscription(account.plan),
      method: account.method && billed && presentMethod(billed, [account.method])(account.method),
      next: next && presentDraft(next),
      /** Who bills; null: nobody does. */
      house: billed && {
        name: billed.brand.name,
        email: billed.brand.email,
        timeZone: billed.owner.timezone,
      },
    }
  }),

  /** The owner's own invoices, newest first; `older` is where the next page goes on, null at the end. */
  invoices: ownerProcedure
    .input(z.object({ before: z.uuid().optional() }))
    .query(async ({ ctx: { scope }, input }) => {
      const { rows, hasMore } = await houseInvoices(scope, { limit: INVOICES, after: input.before })
      return { invoices: rows.map(presentInvoice), older: hasMore ? (rows.at(-1)?.id ?? null) : null }
    }),

  /** What the owner says of itself. */
  profile: ownerProcedure.query(async ({ ctx: { scope } }) => {
    const { name, firstName, lastName, email, timezone, defaultCurrency, primaryBrandId } = scope.owner
    const { rows } = await listBrands(scope, {}, { limit: BRANDS })
    const brands = rows.map((brand) => ({ id: brand.id, name: brand.name }))
    return { name, firstName, lastName, email, timezone, defaultCurrency, primaryBrandId, brands }
  }),

  update: ownerProcedure
    .input(
      z
        .object({
          name: z.string().max(200),
          firstName: nullable,
          lastName: nullable,
          email: z.string().max(320),
          timezone: z.string().max(64),
          defaultCurrency: z.string().max(3),
          primaryBrandId: z.string().max(64),
        })
        .partial(),
    )
    .mutation(async ({ ctx, input }) => {
      const { ownerId: _, ...given } = input
      await updateOwnerProfile(ctx.scope, given)
    }),

  /** Where one of the owner's own invoices is downloaded, for a few minutes. */
  pdf: ownerProcedure.input(z.object({ id: z.uuid() })).query(async ({ ctx, input }) => {
    const { invoice, scope } = await requireHouseInvoice(ctx.scope, input.id)
    if (!ctx.open) throw new DomainError('not_found')
    const expiresAt = new Date(ctx.ctx.now.getTime() + PDF_LINK_LIFE_MS)
    const token = pdfToken(ctx.open.linkKey, {
      customerId: scope.customer.id,
      invoiceId: invoice.id,
      expiresAt,
    })
    return { path: `/Owner/Invoice/${invoice.id}/Pdf/${token}` }
  }),

  /** Opens the portal of the owner's own account in this browser, for whoever may change things here. */
  portal: ownerProcedure.mutation(async ({ ctx }) => {
    requireWrite(ctx.scope)
    const billed = await enterHouseCustomer(ctx.scope)
    if (!billed) throw new DomainError('not_found', { message: 'Nobody bills this account' })
    const { token } = await createManageLink(billed, { wall: ctx.ctx.now })
    return { path: `/manage/${token}` }
  }),
})
