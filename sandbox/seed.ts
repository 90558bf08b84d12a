import type { Ctx, CustomerCtx, OwnerCtx } from '@/server/ctx'
import { createApiKey } from '@/server/usecases/api-key'
import { runBilling } from '@/server/usecases/billing-run'
import { updateBrand } from '@/server/usecases/brand'
import { chargeDue } from '@/server/usecases/charge-due'
import { createCustomer, enterCustomer, updateBillingDetails } from '@/server/usecases/customer'
import { skipMail } from '@/server/usecases/event-mail'
import { markPaid } from '@/server/usecases/invoice-close'
import { createManualInvoice } from '@/server/usecases/manual-invoice'
import { createOwner, ownerScope } from '@/server/usecases/owner'
import { addCard, setBankAccount } from '@/server/usecases/payment-method'
import { createPlan } from '@/server/usecases/plan'
import { startTrial, subscribe } from '@/server/usecases/subscribe'
import { cancelSubscription } from '@/server/usecases/subscription'
import { putTaxCountry } from '@/server/usecases/tax-country'
import { createTaxType } from '@/server/usecases/tax-type'
import { createToken } from '@/server/usecases/token'

/** The demo's sign-ins and keys: all of them work in the sandbox only. */
export type Demo = {
  owner: { email: string; name: string }
  customer: { email: string; name: string; bucketId: string }
  apiKey: string
  accessToken: string
  refreshToken: string
}

const MONTHS_BACK = 6

/**
 * Fills an empty installation with a house, a seller called Northwind and customers in every state a
 * customer can be in, all made by the same verbs that real ones are made by. `ctx` is the operator's.
 */
export async function seedDemo(ctx: Ctx, options: { stripeUrl: string }): Promise<Demo> {
  await seedHouse(ctx)
  const seller = await seedSeller(ctx)
  await seedOwnPlan(ctx, seller)
  await seedCoupons(options.stripeUrl)
  const bucketId = await seedCustomers(seller)
  await skipMail(seller, { before: daysAgo(seller, 7).now })
  const { key } = await createApiKey(seller, { name: 'Demo key' })
  const tokens = await createToken(ctx, { email: 'customer@example.com' })
  return {
    owner: { email: seller.owner.email, name: 'Northwind' },
    customer: { email: 'customer@example.com', name: 'Atlas Robotics GmbH', bucketId },
    apiKey: key,
    accessToken: tokens.access_token,
    refreshToken: tokens.refresh_token,
  }
}

async function seedHouse(ctx: Ctx): Promise<void> {
  const created = await createOwner(ctx, { email: 'house@example.com', name: 'Folio House' })
  const house = await ownerScope(ctx, created.id)
  await createPlan(house, {
    code: 'growth',
    name: 'Growth',
    description: 'Folio for a growing business',
    trialDays: 14,
    prices: [monthly(2_900), yearly(29_000)],
  })
}

async function seedSeller(ctx: Ctx): Promise<OwnerCtx> {
  const created = await createOwner(ctx, {
    email: 'owner@example.com',
    name: 'Northwind',
    timezone: 'Europe/Berlin',
  })
  const seller = await ownerScope(ctx, created.id)
  await updateBrand(seller, 'default', {
    email: 'billing@northwind.example',
    address: { line1: 'Rosenthaler Straße 40', postcode: '10178', city: 'Berlin', country: 'DE' },
    taxNumber: 'DE811907980',
    invoicePrefix: 'NW',
  })
  await createTaxType(seller, { name: 'Digital services', physical: false, isDefault: true })
  // At the rates that ship with Folio; businesses elsewhere in the EU account for the tax themselves.
  await putTaxCountry(seller, 'DE', { collecting: true })
  for (const plan of PLANS) await createPlan(seller, plan)
  return seller
}

/**
 * The seller is a customer of the house too: on trial, with a card, and with one invoice that it paid by bank transfer.
 * Nothing of it is charged at Stripe, so that what is on the demo's account there is the seller's alone.
 */
async function seedOwnPlan(ctx: Ctx, { owner }: OwnerCtx): Promise<void> {
  const billed = await enterCustomer(ctx, owner.houseCustomerId ?? '')
  const at = (days: number): CustomerCtx => ({
    ...billed,
    now: new Date(ctx.now.getTime() - days * 86_400_000),
  })
  const item = { description: 'Onboarding workshop', amount: 49_000, currency: 'EUR', quantity: 1 }
  const items = [{ ...item, taxTypeId: null, taxIncluded: false }]
  const { id } = await createManualInvoice(at(40), { items, draft: false })
  await markPaid(at(33), id, { reference: 'Bank transfer', paidAt: null })
  await addCard(at(5), { token: 'tok_visa' })
  await startTrial(at(5), { plan: 'growth' })
}

const monthly = (amount: number) => ({
  amount,
  currency: 'EUR',
  interval: { unit: 'month' as const, count: 1 },
})
const yearly = (amount: number) => ({
  amount,
  currency: 'EUR',
  interval: { unit: 'year' as const, count: 1 },
})

const PLANS = [
  {
    code: 'starter',
    name: 'Starter',
    family: 'northwind',
    position: 1,
    trialDays: 14,
    description: 'For one person who is getting going',
    features: ['3 projects', 'Community support', '30 days of history'],
    prices: [monthly(1_900), yearly(19_000)],
  },
  {
    code: 'team',
    name: 'Team',
    family: 'northwind',
    position: 2,
    trialDays: 14,
    description: 'For teams that ship together',
    features: ['Unlimited projects', 'E-mail support within a day', '1 year of history', 'Roles'],
    prices: [monthly(4_900), yearly(49_000)],
  },
  {
    code: 'business',
    name: 'Business',
    family: 'northwind',
    position: 3,
    trialDays: 14,
    description: 'For companies with more than one team',
    features: ['Everything in Team', 'Single sign-on', 'Audit log', 'Support by phone'],
    prices: [monthly(19_900), yearly(199_000)],
  },
  {
    code: 'legacy',
    name: 'Legacy',
    family: 'northwind',
    position: 9,
    public: false,
    description: 'No longer sold',
    prices: [monthly(2_500)],
  },
]

/** Coupons live at Stripe; these are made there as an owner would. */
async function seedCoupons(stripeUrl: string): Promise<void> {
  const coupons: Record<string, string>[] = [
    { id: 'WELCOME20', name: '20 % off the first invoice', percent_off: '20', duration: 'once' },
    {
      id: 'HALFYEAR10',
      name: '10 % off for 6 months',
      percent_off: '10',
      duration: 'repeating',
      duration_in_months: '6',
    },
    { id: 'FRIENDS5', name: '€5 off, always', amount_off: '500', currency: 'eur', duration: 'forever' },
  ]
  for (const coupon of coupons)
    await fetch(`${stripeUrl}/v1/coupons`, {
      method: 'POST',
      headers: { authorization: 'Bearer sk_test_folio', 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams(coupon),
    })
}

/** Answers the bucket id of the customer that the demo signs in as. */
async function seedCustomers(seller: OwnerCtx): Promise<string> {
  const begin = new Date(seller.now)
  // Two hours more, so that today's renewal is over whether or not summer time lay between.
  begin.setUTCMonth(begin.getUTCMonth() - MONTHS_BACK)
  begin.setUTCHours(begin.getUTCHours() - 2)
  const then = (days: number): OwnerCtx => ({ ...seller, now: new Date(begin.getTime() + days * 86_400_000) })

  const atlas = await customer(then(0), 'customer@example.com', 'Atlas Robotics GmbH', ATLAS)
  await addCard(atlas, { token: 'tok_visa' })
  await subscribe(atlas, { plan: 'team' })

  const nova = await customer(then(20), 'nova@example.com', 'Nova Studio', { country: 'FR', city: 'Lyon' })
  await addCard(nova, { token: 'tok_mastercard' })
  await subscribe(nova, { plan: 'business', coupon: 'HALFYEAR10' })

  const gone = await customer(then(30), 'gone@example.com', 'Fjord ApS', { country: 'DK', city: 'Aarhus' })
  await addCard(gone, { token: 'tok_visa' })
  await subscribe(gone, { plan: 'starter' })
  await cancelSubscription({ ...gone, now: then(75).now }, { when: 'period_end', reason: 'too_expensive' })

  await replay(seller, begin)

  // A card that attaches and then fails: past due from its first renewal on.
  const late = await customer(daysAgo(seller, 33), 'late@example.com', 'Kestrel Ltd', {
    country: 'IE',
    city: 'Cork',
  })
  await addCard(late, { token: 'tok_visa' })
  await subscribe(late, { plan: 'team' })
  await addCard(late, { token: 'tok_chargeCustomerFail', makeDefault: true })
  await replay(seller, daysAgo(seller, 33).now)

  // Its debit is on its way: banks take days, and so does the sandbox.
  const lumen = await customer(daysAgo(seller, 2), 'lumen@example.com', 'Lumen OG', {
    country: 'AT',
    city: 'Graz',
  })
  await setBankAccount(lumen, { iban: 'AT611904300234573201', holderName: 'Lumen OG' })
  await subscribe(lumen, { plan: 'starter' })

  const trial = await customer(daysAgo(seller, 12), 'trial@example.com', 'Sparrow & Co', { country: 'NL' })
  await startTrial(trial, { plan: 'team' })

  const labs = await customer(
    daysAgo(seller, 3),
    'customer@example.com',
    'Atlas Labs',
    ATLAS.address ?? ATLAS,
  )
  await startTrial(labs, { plan: 'starter' })
  await customer(daysAgo(seller, 1), 'new@example.com', 'Juniper', { country: 'DE', city: 'Kiel' })
  return atlas.customer.bucketId
}

const ATLAS = {
  address: { line1: 'Leopoldstraße 12', postcode: '80802', city: 'München', country: 'DE' },
  vatNumber: 'DE129273398',
}

type Details = Parameters<typeof updateBillingDetails>[1]

async function customer(
  at: OwnerCtx,
  email: string,
  companyName: string,
  details: Details | NonNullable<Details['address']>,
): Promise<CustomerCtx> {
  const row = await createCustomer(at, { email })
  const ctx = await enterCustomer({ ...at, actor: { kind: 'system' } }, row.id)
  const entered = { ...ctx, now: at.now }
  const given: Details = 'address' in details ? details : { address: details as Details['address'] }
  entered.customer = await updateBillingDetails(entered, { companyName, ...given })
  return entered
}

const daysAgo = (seller: OwnerCtx, days: number): OwnerCtx => ({
  ...seller,
  now: new Date(seller.now.getTime() - days * 86_400_000),
})

/** Lets the engine live through the time since `from`, day by day, as it would have. */
async function replay(seller: OwnerCtx, from: Date): Promise<void> {
  const only = { ownerId: seller.owner.id }
  for (let at = from.getTime(); at <= seller.now.getTime(); at += 86_400_000) {
    const ctx: Ctx = { db: seller.db, stripe: seller.stripe, actor: { kind: 'system' }, now: new Date(at) }
    await runBilling(ctx, only)
    await chargeDue(ctx, only)
  }
}
