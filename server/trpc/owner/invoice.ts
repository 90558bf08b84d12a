import { z } from 'zod'
import type { InvoiceDraft } from '../../core/invoice'
import type { ManualItem } from '../../core/manual-invoice'
import { dayStartAt } from '../../core/time'
import type { CustomerCtx } from '../../ctx'
import { DomainError } from '../../errors'
import { enterCustomer } from '../../usecases/customer'
import { invoiceDocument } from '../../usecases/document'
import { eInvoiceGaps } from '../../usecases/e-invoice'
import { chargeInvoice, enterDocument } from '../../usecases/invoice-charge'
import { markPaid, markUncollectible, voidOpenInvoice } from '../../usecases/invoice-close'
import { findInvoices, invoiceFile, invoiceFilters, namedCustomers } from '../../usecases/invoice-search'
import { sendInvoice } from '../../usecases/invoice-send'
import {
  createManualInvoice,
  deleteDraft,
  finalizeInvoice,
  previewManualInvoice,
  replaceDraft,
} from '../../usecases/manual-invoice'
import { payToken } from '../../usecases/pay-link'
import { defaultPaymentMethod, paymentMethods } from '../../usecases/payment-method'
import { presentDraft } from '../portal/present'
import { ownerProcedure, router } from '../trpc'
import { moneySearch, searchOf, someOf } from './money-list'
import {
  presentBill,
  presentCustomerName,
  presentDisputeOf,
  presentInvoiceRow,
  presentMoneyIn,
  presentPaidBy,
  presentReceiptOf,
  presentRecorded,
  presentRefund,
  presentTry,
} from './money-present'
import { presentPage } from './page'

const one = z.object({ id: z.uuid() })
const told = z.int().min(0).optional()

/** Items as a person wrote them; what is wrong with them is the verb's to say, by the field. */
const items = z
  .array(
    z.object({
      description: z.string().trim().min(1, 'Say what this is for').max(1_000),
      amount: z.int().min(-1e12).max(1e12),
      quantity: z.int().min(1).max(1_000_000),
      taxTypeId: z.uuid().nullable(),
      taxIncluded: z.boolean(),
    }),
  )
  .min(1, 'An invoice needs at least one item')
  .max(500)

const currency = z.string().regex(/^[A-Z]{3}$/)
const written = z.object({ currency, items })

const itemsOf = (input: z.output<typeof written>): ManualItem[] =>
  input.items.map((item) => ({ ...item, currency: input.currency }))

export const ownerInvoiceRouter = router({
  /** Newest first, drafts among them. */
  list: ownerProcedure
    .input(
      moneySearch.extend({
        standing: z.enum(['draft', 'open', 'overdue', 'paid', 'void', 'uncollectible']).optional(),
      }),
    )
    .query(async ({ ctx: { scope }, input }) => {
      const search = { ...searchOf(scope, input), standing: input.standing }
      const page = await findInvoices(scope, search, someOf(input))
      return presentPage(page, input, {
        cursor: ({ invoice }) => invoice.id,
        row: (row) => presentInvoiceRow(row, scope.now),
      })
    }),

  /** What lists of documents and money can be narrowed to. */
  filters: ownerProcedure.query(({ ctx }) => invoiceFilters(ctx.scope)),

  /** Customers with a text in their name, company or e-mail: to write an invoice to. */
  customers: ownerProcedure
    .input(z.object({ text: z.string().trim().max(100) }))
    .query(async ({ ctx: { scope }, input }) =>
      (await namedCustomers(scope, input.text)).map(presentCustomerName),
    ),

  /** Everything about one: what is printed on it, or what its draft comes to, and what became of it. */
  get: ownerProcedure.input(one).query(async ({ ctx, input: { id } }) => {
    const { scope, open } = ctx
    const of = await enterDocument(scope, { kind: 'invoice', id })
    const file = await invoiceFile(of, id)
    const { invoice } = file
    const isDraft = invoice.status === 'draft'
    const [printed, draft, gaps, methods] = await Promise.all([
      isDraft ? null : invoiceDocument(of, id),
      isDraft ? pricedOrNot(of, invoice.draftItems ?? []) : null,
      eInvoiceGaps(of, id),
      paymentMethods(of),
    ])
    const isPayable = invoice.status === 'open' || invoice.status === 'uncollectible'
    return {
      ...presentBill(invoice, scope.now),
      subscriptionId: invoice.subscriptionId,
      customer: {
        ...presentCustomerName(of.customer),
        sendsTo: of.customer.receiptEmail ?? of.customer.email,
      },
      brandName: of.brand.name,
      printed,
      draft: draft && presentDraft(draft),
      items: invoice.draftItems?.map(({ currency: _, ...item }) => item) ?? null,
      attempts: file.attempts.map(presentTry),
      payments: file.payments.map(({ payment, method }) => ({
        ...presentMoneyIn(payment),
        method: presentPaidBy(method),
      })),
      refunds: file.refunds.map(presentRefund),
      disputes: file.disputes.map(presentDisputeOf),
      receipts: file.receipts.map(presentReceiptOf),
      notes: file.notes.map((note) => ({
        ...{ id: note.id, number: note.number, reason: note.reason, total: note.total },
        ...{ reducesDue: note.reducesDue, refunded: note.refunded, credited: note.credited },
        issuedAt: note.issuedAt,
      })),
      events: file.events.map(presentRecorded),
      /** What the charge button would charge; null without a means of payment that works. */
      charges: presentPaidBy(defaultPaymentMethod(of, methods) ?? null),
      /** Fields that an e-invoice would need, by its profile; null where there is none. */
      gaps,
      format: of.customer.invoiceFormat,
      payPath: isPayable && open ? `/pay/${payToken(open.linkKey, invoice)}` : null,
    }
  }),

  /** Whom a new one would be written to, and in which currency by itself. */
  buyer: ownerProcedure.input(z.object({ customerId: z.uuid() })).query(async ({ ctx: { scope }, input }) => {
    const { customer } = await enterCustomer(scope, input.customerId)
    return { ...presentCustomerName(customer), currency: customer.currency ?? scope.owner.defaultCurrency }
  }),

  /** What items come to with tax, by the plan that is then written. */
  preview: ownerProcedure
    .input(written.extend({ customerId: z.uuid() }))
    .query(async ({ ctx: { scope }, input }) =>
      presentDraft(await previewManualInvoice(await enterCustomer(scope, input.customerId), itemsOf(input))),
    ),

  /** Writes a draft, or issues it at once for the amount that was shown. */
  create: ownerProcedure
    .input(written.extend({ customerId: z.uuid(), draft: z.boolean(), amountDue: told }))
    .mutation(async ({ ctx: { scope }, input }) => {
      const of = await enterCustomer(scope, input.customerId)
      const { draft, amountDue } = input
      return presentDone(await createManualInvoice(of, { items: itemsOf(input), draft, amountDue }))
    }),

  /** Replaces the items of a draft. */
  replace: ownerProcedure.input(written.extend(one.shape)).mutation(async ({ ctx: { scope }, input }) => {
    const of = await enterDocument(scope, { kind: 'invoice', id: input.id })
    return presentDone(await replaceDraft(of, input.id, itemsOf(input)))
  }),

  /** Takes a draft away. */
  remove: ownerProcedure.input(one).mutation(async ({ ctx: { scope }, input: { id } }) => {
    await deleteDraft(await enterDocument(scope, { kind: 'invoice', id }), id)
  }),

  /** Issues a draft for the amount that was shown. */
  finalize: ownerProcedure
    .input(one.extend({ amountDue: told }))
    .mutation(async ({ ctx: { scope }, input: { id, amountDue } }) => {
      const of = await enterDocument(scope, { kind: 'invoice', id })
      return presentDone(await finalizeInvoice(of, id, { amountDue }))
    }),

  /** Mails it, to the customer unless another address is given. */
  send: ownerProcedure
    .input(one.extend({ email: z.email('This is not an e-mail address').max(320).optional() }))
    .mutation(async ({ ctx: { scope }, input: { id, email = null } }) => {
      await sendInvoice(await enterDocument(scope, { kind: 'invoice', id }), id, { email })
    }),

  /** Charges what is due to the customer's default means of payment. */
  charge: ownerProcedure
    .input(one.extend({ amountDue: z.int().min(1) }))
    .mutation(async ({ ctx: { scope }, input: { id, amountDue } }) => {
      const of = await enterDocument(scope, { kind: 'invoice', id })
      return chargeInvoice(of, id, { amountDue })
    }),

  /** All that is due came by another way than Stripe, on that day. */
  markPaid: ownerProcedure
    .input(one.extend({ reference: z.string().trim().max(500).optional(), paidOn: z.iso.date().optional() }))
    .mutation(async ({ ctx: { scope }, input: { id, reference, paidOn } }) => {
      const of = await enterDocument(scope, { kind: 'invoice', id })
      const paidAt = paidOn ? dayStartAt(paidOn, scope.owner.timezone) : null
      return presentDone(await markPaid(of, id, { reference: reference || null, paidAt }))
    }),

  void: ownerProcedure.input(one).mutation(async ({ ctx: { scope }, input: { id } }) => {
    const of = await enterDocument(scope, { kind: 'invoice', id })
    return presentDone(await voidOpenInvoice(of, id))
  }),

  /** Gives up what is due as bad debt. */
  writeOff: ownerProcedure.input(one).mutation(async ({ ctx: { scope }, input: { id } }) => {
    const of = await enterDocument(scope, { kind: 'invoice', id })
    return presentDone(await markUncollectible(of, id))
  }),
})

/** A draft may name what is not there any more, a type of tax: it is shown all the same, without its sums. */
async function pricedOrNot(of: CustomerCtx, given: ManualItem[]): Promise<InvoiceDraft | null> {
  try {
    return await previewManualInvoice(of, given)
  } catch (error) {
    if (error instanceof DomainError && error.code === 'invalid_input') return null
    throw error
  }
}

const presentDone = ({ id, number, status }: { id: string; number: string; status: string }) => ({
  id,
  number,
  status,
})
