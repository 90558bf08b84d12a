import { z } from 'zod'
import { isCountryCode } from '../../core/country'
import { PPM } from '../../core/money'
import { isCurrency } from '../../core/settings'
import { listBrands } from '../../usecases/brand'
import { customerCredit, giveCredit } from '../../usecases/credit'
import { type billingDetailsInput, updateBillingDetails } from '../../usecases/customer'
import { customerDetail } from '../../usecases/customer-detail'
import { CUSTOMER_STANDINGS, findCustomers } from '../../usecases/customer-list'
import {
  type CustomerFields,
  createCustomerRecord,
  disableCustomer,
  enableCustomer,
  replaceCustomerRecord,
} from '../../usecases/customer-record'
import { makeDefaultPaymentDetails, requirePaymentDetails } from '../../usecases/payment-detail'
import { paymentMethods, removePaymentMethod } from '../../usecases/payment-method'
import { openPortalAs, PORTAL_PAGES, sendPortalLink } from '../../usecases/portal-invite'
import { customerTimeline } from '../../usecases/timeline'
import { redeemVoucher } from '../../usecases/voucher'
import { presentMethod } from '../portal/present'
import { ownerProcedure, router } from '../trpc'
import { cursorInput, cursorsOf } from './cursor'
import { presentDetail, presentListed, presentOwnCustomer } from './customer-present'
import { ofCustomerProcedure } from './of-customer'

const PAGE = 50
/** Rows of a file that are read at once. */
const EXPORT_PAGE = 1_000
const TIMELINE_PAGE = 30
const BRANDS_MAX = 200

const searchInput = z.object({
  text: z.string().max(200).optional(),
  standing: z.enum(CUSTOMER_STANDINGS).optional(),
  brandId: z.string().max(64).optional(),
  country: z.string().max(2).optional(),
})

const optional = (max: number) => z.string().trim().max(max).nullable()
const ratePpm = z.int().min(0).max(PPM).nullable()

/** What of a customer is the owner's to say, beside what is printed on its bills. */
const accountInput = z.object({
  email: z.email().max(320),
  brand: z.string().max(64),
  reference: optional(255),
  externalReference: optional(255),
  type: z.enum(['individual', 'business']),
  billingType: z.enum(['card', 'invoice']),
  invoiceFormat: z.enum(['pdf', 'zugferd', 'zugferd_v1', 'xrechnung']),
  standardTaxRatePpm: ratePpm,
  digitalTaxRatePpm: ratePpm,
  marketingOptIn: z.boolean(),
})

const addressInput = z.object({
  line1: z.string().trim().max(200),
  line2: z.string().trim().max(200),
  city: z.string().trim().max(100),
  region: z.string().trim().max(100),
  postcode: z.string().trim().max(20),
  country: z.string().refine((code) => code === '' || isCountryCode(code), 'This country is not known'),
})

const createInput = z.object({
  email: z.email().max(320),
  name: optional(200),
  companyName: optional(200),
  vatNumber: optional(32),
  reference: optional(255),
  brand: z.string().max(64),
  locale: z.enum(['en', 'de', 'fr']),
  billingType: z.enum(['card', 'invoice']),
  address: addressInput,
})

/** Checked by the verb, which names everything that is wrong at once. */
const billingDetails = z.custom<z.input<typeof billingDetailsInput>>(
  (given) => typeof given === 'object' && given !== null,
)

const creditInput = z.object({
  type: z.enum(['credit', 'debit']),
  amount: z.int().min(1).max(1_000_000_000_000),
  currency: z.string().refine(isCurrency, 'This currency is not known'),
  reason: z.string().trim().min(1).max(255),
})

const methodId = z.string().min(1).max(64)

export const ownerCustomerRouter = router({
  /** A page of the customers that a search and filters find, the newest first. */
  list: ownerProcedure.input(searchInput.extend(cursorInput)).query(async ({ ctx: { scope }, input }) => {
    const { after, before, ...search } = input
    const page = await findCustomers(scope, search, { limit: PAGE, after, before })
    const ids = { hasMore: page.hasMore, rows: page.rows.map(({ customer }) => customer) }
    return { customers: page.rows.map(presentListed), ...cursorsOf(ids, input) }
  }),

  /** The same for a file: many at once, `next` is where to go on. */
  export: ownerProcedure
    .input(searchInput.extend({ after: z.uuid().optional() }))
    .query(async ({ ctx: { scope }, input }) => {
      const { after, ...search } = input
      const page = await findCustomers(scope, search, { limit: EXPORT_PAGE, after })
      return {
        customers: page.rows.map(({ customer, brandCode, plans }) => ({
          ...presentListed({ customer, brandCode, plans }),
          vatNumber: customer.vatNumber,
          reference: customer.reference,
          externalReference: customer.externalReference,
          address: customer.address,
          billingType: customer.billingType,
        })),
        next: page.hasMore ? (page.rows.at(-1)?.customer.id ?? null) : null,
      }
    }),

  /** The brands a customer can be of. */
  brands: ownerProcedure.query(async ({ ctx: { scope } }) => {
    const { rows } = await listBrands(scope, {}, { limit: BRANDS_MAX })
    return rows.map(({ id, code, name }) => ({ id, code, name }))
  }),

  /** Who it is. */
  get: ofCustomerProcedure.query(({ ctx: { customer } }) => presentOwnCustomer(customer)),

  /** All that the customer's page shows beside that. */
  detail: ofCustomerProcedure.query(async ({ ctx: { customer } }) =>
    presentDetail(customer, await customerDetail(customer)),
  ),

  methods: ofCustomerProcedure.query(async ({ ctx: { customer } }) => {
    const methods = await paymentMethods(customer)
    return methods.map(presentMethod(customer, methods))
  }),

  /** Everything that happened to it, the newest first. */
  timeline: ofCustomerProcedure
    .input(z.object(cursorInput))
    .query(async ({ ctx: { customer }, input: { after, before } }) => {
      const page = await customerTimeline(customer, { limit: TIMELINE_PAGE, after, before })
      return { entries: page.rows, ...cursorsOf(page, { after, before }) }
    }),

  /** What it was given and what was taken, the newest first, and what is left. */
  credit: ofCustomerProcedure
    .input(z.object(cursorInput))
    .query(async ({ ctx: { customer }, input: { after, before } }) => {
      // The list is oldest first: read from its end.
      const asked = {
        limit: PAGE,
        after: before,
        before: after ?? (before === undefined ? LAST_ID : undefined),
      }
      const { page, balances } = await customerCredit(customer, {}, asked)
      const rows = page.rows
        .map(({ id, amount, currency, reason, source, at, invoiceId }) => {
          return { id, amount, currency, reason, source, at, invoiceId }
        })
        .reverse()
      return { entries: rows, balances, ...cursorsOf({ rows, hasMore: page.hasMore }, { after, before }) }
    }),

  create: ownerProcedure.input(createInput).mutation(async ({ ctx: { scope }, input }) => {
    const { customer } = await createCustomerRecord(scope, {
      ...DEFAULTS,
      ...orNull(input),
      ...placed(input),
    })
    return { id: customer.id }
  }),

  /** What is printed on its bills. */
  updateDetails: ofCustomerProcedure.input(billingDetails).mutation(async ({ ctx: { customer }, input }) => {
    const {
      customerId: _,
      ownerId: __,
      ...fields
    } = input as z.input<typeof billingDetailsInput> & Record<'customerId' | 'ownerId', string>
    await updateBillingDetails(customer, fields)
  }),

  /** What the owner alone says of it. */
  updateAccount: ofCustomerProcedure
    .input(accountInput)
    .mutation(async ({ ctx: { customer: scope }, input }) => {
      const { name, companyName, address, vatNumber, locale, metadata } = scope.customer
      const { customerId: _, ownerId: __, ...account } = input as typeof input & Record<string, unknown>
      await replaceCustomerRecord(scope, {
        ...{ name, companyName, address, vatNumber, locale, metadata },
        ...account,
        reference: input.reference || null,
        externalReference: input.externalReference || undefined,
      })
    }),

  enable: ofCustomerProcedure.mutation(({ ctx: { customer } }) => enableCustomer(customer)),
  disable: ofCustomerProcedure.mutation(({ ctx: { customer } }) => disableCustomer(customer)),

  giveCredit: ofCustomerProcedure
    .input(creditInput)
    .mutation(async ({ ctx: { customer }, input: { type, amount, currency, reason } }) => {
      await giveCredit(customer, { type, amount: { amount, currency }, reason })
    }),

  /** Gives it a voucher by its code: credit at once, or a percentage off its next invoice. */
  applyVoucher: ofCustomerProcedure
    .input(z.object({ code: z.string().trim().min(1).max(120) }))
    .mutation(({ ctx: { customer }, input }) => redeemVoucher(customer, input.code)),

  makeDefault: ofCustomerProcedure
    .input(z.object({ id: methodId }))
    .mutation(({ ctx: { customer }, input }) => makeDefaultPaymentDetails(customer, input.id)),

  removeMethod: ofCustomerProcedure
    .input(z.object({ id: methodId }))
    .mutation(async ({ ctx: { customer }, input }) => {
      const { method } = await requirePaymentDetails(customer, input.id)
      await removePaymentMethod(customer, method.id)
    }),

  /** Mails it where its portal is, or where it can add a card. */
  sendLink: ofCustomerProcedure
    .input(z.object({ page: z.enum(PORTAL_PAGES) }))
    .mutation(({ ctx: { customer }, input }) => sendPortalLink(customer, input)),

  /** A link that opens the portal as this customer for a few minutes. */
  openPortal: ofCustomerProcedure.mutation(async ({ ctx: { ctx, customer } }) => {
    const { token } = await openPortalAs(customer, { wall: ctx.now })
    return { path: `/manage/${token}` }
  }),
})

/** After every id there can be. */
const LAST_ID = 'ffffffff-ffff-ffff-ffff-ffffffffffff'

const DEFAULTS = {
  externalReference: undefined,
  standardTaxRatePpm: null,
  digitalTaxRatePpm: null,
  invoiceFormat: 'pdf',
  marketingOptIn: true,
  metadata: {},
} satisfies Partial<CustomerFields>

function orNull({
  email,
  name,
  companyName,
  vatNumber,
  reference,
  brand,
  locale,
  billingType,
}: z.output<typeof createInput>) {
  return {
    ...{ email, brand, locale, billingType },
    name: name || null,
    companyName: companyName || null,
    vatNumber: vatNumber || null,
    reference: reference || null,
    type: vatNumber ? ('business' as const) : ('individual' as const),
  }
}

/** An address has only the parts that were said. */
const placed = ({ address }: z.output<typeof createInput>) => ({
  address: Object.fromEntries(Object.entries(address).filter(([, part]) => part !== '')),
})
