import type { Answer, BucketKit, TestBucket } from './bucket-testkit'

/** The 19 documented operations, kept here too, so that a missing document cannot make the contract hold. */
export const OPERATIONS = {
  subscribe: { on: 'POST /api/bucket/:id/payment/subscribe', statuses: [200, 400, 403, 500] },
  paymentIntentSucceed: {
    on: 'POST /api/bucket/:id/payment/subscribe/:paymentIntent',
    statuses: [200, 400, 500],
  },
  startTrial: { on: 'PUT /api/bucket/:id/payment/trial', statuses: [200, 400] },
  getInvoices: { on: 'GET /api/bucket/:id/payment/invoices', statuses: [200, 400, 404] },
  getReceipts: { on: 'GET /api/bucket/:id/payment/receipts', statuses: [200, 400, 404] },
  getSubcription: { on: 'GET /api/bucket/:id/payment/subscription', statuses: [200, 404, 500] },
  getSubcriptionState: { on: 'GET /api/bucket/:id/payment/subscription/state', statuses: [200, 404, 500] },
  attachCreditCard: { on: 'POST /api/bucket/:id/payment/cards', statuses: [200, 400, 500] },
  fetchCreditCards: { on: 'GET /api/bucket/:id/payment/cards', statuses: [200, 404, 500] },
  fetchCreditCard: { on: 'GET /api/bucket/:id/payment/card/:card_id', statuses: [200, 400, 404, 500] },
  fetchDefaultCreditCard: { on: 'GET /api/bucket/:id/payment/card', statuses: [200, 404, 500] },
  updateCreditCard: { on: 'PUT /api/bucket/:id/payment/card', statuses: [200, 400, 500] },
  deleteCreditCard: { on: 'DELETE /api/bucket/:id/payment/card/:card_id', statuses: [200, 400, 403, 500] },
  setDefaultCard: { on: 'POST /api/bucket/:id/payment/card/:card_id/default', statuses: [200, 400, 500] },
  fetchMetadata: { on: 'GET /api/bucket/:id/payment', statuses: [200, 400, 500] },
  updateMetadata: { on: 'PUT /api/bucket/:id/payment', statuses: [200, 400, 500] },
  attachBankAccount: { on: 'POST /api/bucket/:id/payment/banks', statuses: [200, 400, 500] },
  fetchBankAccount: { on: 'GET /api/bucket/:id/payment/banks', statuses: [200, 404, 500] },
  deleteBankAccount: { on: 'DELETE /api/bucket/:id/payment/banks', statuses: [200, 404, 500] },
} as const

export type Operation = keyof typeof OPERATIONS

/** What happens before the call, and the call itself with what came of that. */
export type Case = {
  arrange?: (bucket: TestBucket, api: BucketKit) => Promise<string>
  act: (bucket: TestBucket, arranged: string) => Promise<Answer>
  /** The part that fails while the call is made. */
  away?: 'stripe' | 'database'
}

/** A documented status that no request can bring about, and why. */
export type Unreachable = { unreachable: string }

type Cases = {
  [O in Operation]: { [S in (typeof OPERATIONS)[O]['statuses'][number]]: Case | Unreachable }
}

const addCard = async (bucket: TestBucket, token: string): Promise<string> =>
  (await bucket.call('POST', '/payment/cards', { token })).body.data.id
const card = (bucket: TestBucket) => addCard(bucket, 'tok_visa')
const subscribed = async (bucket: TestBucket): Promise<string> => {
  const id = await card(bucket)
  await bucket.call('POST', '/payment/subscribe', { plan: 'small' })
  return id
}
const bank = async (bucket: TestBucket): Promise<string> =>
  (await bucket.call('POST', '/payment/banks', IBAN)).body.data.id
/** A subscribe left at 3-D Secure: its payment intent. */
const challenged = async (bucket: TestBucket): Promise<string> => {
  await addCard(bucket, 'tok_threeDSecure2Required')
  return (await bucket.call('POST', '/payment/subscribe', { plan: 'small' })).body.subscription.payment_intent
    .id
}
const nothingInvalid = 'there is nothing but the bucket to name, and one that is not there is 404'

const IBAN = { iban: 'DE89370400440532013000', type: 'sepa', name: 'Ada Lovelace' }
const PARIS = { address_line1: '1 rue', address_country: 'FR', address_zip: '75001', address_city: 'Paris' }
const get =
  (path: string, away?: 'database') =>
  (arrange?: Case['arrange']): Case => ({
    ...(arrange ? { arrange } : {}),
    act: (bucket, id) => bucket.call('GET', path.replace(':card_id', id)),
    ...(away ? { away } : {}),
  })

/** For each operation and documented status one request that is answered with it. */
export const CASES: Cases = {
  subscribe: {
    200: { arrange: card, act: (b) => b.call('POST', '/payment/subscribe', { plan: 'small' }) },
    400: { arrange: card, act: (b) => b.call('POST', '/payment/subscribe', {}) },
    403: { act: (b) => b.call('POST', '/payment/subscribe', { plan: 'small' }) },
    500: {
      arrange: card,
      act: (b) => b.call('POST', '/payment/subscribe', { plan: 'small', stripe_token: 'tok_visa' }),
      away: 'stripe',
    },
  },
  paymentIntentSucceed: {
    200: {
      arrange: async (bucket, api) => {
        const id = await challenged(bucket)
        await api.authenticate(id, 'pass')
        return id
      },
      act: (b, id) => b.call('POST', `/payment/subscribe/${id}`, { plan: 'small' }),
    },
    400: {
      arrange: challenged,
      act: (b, id) => b.call('POST', `/payment/subscribe/${id}`, { plan: 'small' }),
    },
    500: {
      arrange: challenged,
      act: (b, id) => b.call('POST', `/payment/subscribe/${id}`, { plan: 'small' }),
      away: 'stripe',
    },
  },
  startTrial: {
    200: { act: (b) => b.call('PUT', '/payment/trial', { plan: 'small' }) },
    400: { act: (b) => b.call('PUT', '/payment/trial', { plan: 'large' }) },
  },
  getInvoices: {
    200: get('/payment/invoices')(subscribed),
    400: { unreachable: nothingInvalid },
    404: get('/payment/invoices')(),
  },
  getReceipts: {
    200: get('/payment/receipts')(subscribed),
    400: { unreachable: nothingInvalid },
    404: get('/payment/receipts')(),
  },
  getSubcription: {
    200: get('/payment/subscription')(subscribed),
    404: get('/payment/subscription')(),
    500: get('/payment/subscription', 'database')(subscribed),
  },
  getSubcriptionState: {
    200: get('/payment/subscription/state')(subscribed),
    404: get('/payment/subscription/state')(),
    500: get('/payment/subscription/state', 'database')(subscribed),
  },
  attachCreditCard: {
    200: { act: (b) => b.call('POST', '/payment/cards', { token: 'tok_visa' }) },
    400: { arrange: card, act: (b) => b.call('POST', '/payment/cards', {}) },
    500: {
      arrange: card,
      act: (b) => b.call('POST', '/payment/cards', { token: 'tok_visa' }),
      away: 'stripe',
    },
  },
  fetchCreditCards: {
    200: get('/payment/cards')(card),
    404: get('/payment/cards')(),
    500: get('/payment/cards', 'database')(card),
  },
  fetchCreditCard: {
    200: get('/payment/card/:card_id')(card),
    400: get('/payment/card/not%20an%20id')(card),
    404: get('/payment/card/pm_1unknown')(card),
    500: get('/payment/card/:card_id', 'database')(card),
  },
  fetchDefaultCreditCard: {
    200: get('/payment/card')(card),
    404: get('/payment/card')(),
    500: get('/payment/card', 'database')(card),
  },
  updateCreditCard: {
    200: { arrange: card, act: (b, id) => b.call('PUT', '/payment/card', { id, ...PARIS }) },
    400: { arrange: card, act: (b) => b.call('PUT', '/payment/card', PARIS) },
    500: { arrange: card, act: (b, id) => b.call('PUT', '/payment/card', { id, ...PARIS }), away: 'stripe' },
  },
  deleteCreditCard: {
    200: { arrange: card, act: (b, id) => b.call('DELETE', `/payment/card/${id}`, {}) },
    400: { arrange: card, act: (b) => b.call('DELETE', '/payment/card/pm_1unknown', {}) },
    403: { arrange: subscribed, act: (b, id) => b.call('DELETE', `/payment/card/${id}`, {}) },
    500: { arrange: card, act: (b, id) => b.call('DELETE', `/payment/card/${id}`, {}), away: 'stripe' },
  },
  setDefaultCard: {
    200: { arrange: card, act: (b, id) => b.call('POST', `/payment/card/${id}/default`, {}) },
    400: { arrange: card, act: (b) => b.call('POST', '/payment/card/pm_1unknown/default', {}) },
    500: {
      arrange: async (bucket) => {
        const first = await card(bucket)
        await addCard(bucket, 'tok_mastercard')
        return first
      },
      act: (b, id) => b.call('POST', `/payment/card/${id}/default`, {}),
      away: 'stripe',
    },
  },
  fetchMetadata: {
    200: get('/payment')(),
    400: { unreachable: nothingInvalid },
    500: get('/payment', 'database')(),
  },
  updateMetadata: {
    200: { act: (b) => b.call('PUT', '/payment', { metadata: { company_name: 'Ada GmbH' } }) },
    400: { act: (b) => b.call('PUT', '/payment', { metadata: { vat_number: 'DE1' } }) },
    500: {
      arrange: card,
      act: (b) => b.call('PUT', '/payment', { metadata: { company_name: 'Ada GmbH' } }),
      away: 'stripe',
    },
  },
  attachBankAccount: {
    200: { act: (b) => b.call('POST', '/payment/banks', IBAN) },
    400: { act: (b) => b.call('POST', '/payment/banks', { ...IBAN, iban: 'DE00370400440532013000' }) },
    500: { arrange: bank, act: (b) => b.call('POST', '/payment/banks', IBAN), away: 'stripe' },
  },
  fetchBankAccount: {
    200: get('/payment/banks')(bank),
    404: get('/payment/banks')(card),
    500: get('/payment/banks', 'database')(bank),
  },
  deleteBankAccount: {
    200: { arrange: bank, act: (b) => b.call('DELETE', '/payment/banks', {}) },
    404: { arrange: card, act: (b) => b.call('DELETE', '/payment/banks', {}) },
    500: { arrange: bank, act: (b) => b.call('DELETE', '/payment/banks', {}), away: 'stripe' },
  },
}
