import type Stripe from 'stripe'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { openTestSandbox, refusalOf } from './test-support'

let sandbox: Awaited<ReturnType<typeof openTestSandbox>>
let stripe: Stripe
beforeAll(async () => {
  sandbox = await openTestSandbox()
  stripe = sandbox.stripe
})
afterEach(() => sandbox.control('DELETE', '/faults'))
afterAll(() => sandbox.close())

function raw(
  method: string,
  path: string,
  {
    key = 'sk_test_folio',
    body,
    headers = {},
  }: { key?: string | null; body?: Record<string, string>; headers?: Record<string, string> } = {},
) {
  return fetch(`${sandbox.url}${path}`, {
    method,
    headers: { ...(key === null ? {} : { authorization: `Bearer ${key}` }), ...headers },
    ...(body === undefined ? {} : { body: new URLSearchParams(body) }),
  })
}

async function callsOf(method: string, path: string): Promise<number> {
  const { data } = (await sandbox.control('GET', '/requests')) as { data: { method: string; path: string }[] }
  return data.filter((one) => one.method === method && one.path === path).length
}

describe('keys', () => {
  it('refuses no key and a wrong key with 401, a publishable key with 403', async () => {
    expect((await raw('GET', '/v1/customers', { key: null })).status).toBe(401)
    const wrong = await refusalOf(sandbox.client('sk_test_wrongwrongwrong').customers.list())
    expect(wrong).toMatchObject({ type: 'StripeAuthenticationError', statusCode: 401 })
    expect(wrong.message).toContain('Invalid API Key provided: sk_test_')
    const publishable = await refusalOf(sandbox.client('pk_test_folio').customers.list())
    expect(publishable).toMatchObject({ type: 'StripePermissionError', code: 'secret_key_required' })
  })

  it('lets Stripe.js make tokens and payment methods and confirm an intent by its client secret only', async () => {
    const method = await raw('POST', '/v1/payment_methods', {
      key: null,
      body: {
        key: 'pk_test_folio',
        type: 'card',
        'card[number]': '4242 4242 4242 4242',
        'card[exp_month]': '12',
        'card[exp_year]': '40',
        'card[cvc]': '123',
        guid: 'NA',
        payment_user_agent: 'stripe.js/x',
      },
    })
    expect(method.headers.get('access-control-allow-origin')).toBe('*')
    const { id } = (await method.json()) as { id: string }
    const intent = await stripe.paymentIntents.create({
      amount: 900,
      currency: 'eur',
      allowed_payment_method_types: ['card'],
    })
    const path = `/v1/payment_intents/${intent.id}`
    expect((await raw('GET', path, { key: 'pk_test_folio' })).status).toBe(401)
    expect(
      (await raw('GET', `${path}?client_secret=${intent.id}_secret_x`, { key: 'pk_test_folio' })).status,
    ).toBe(400)
    const paid = await raw('POST', `${path}/confirm`, {
      key: 'pk_test_folio',
      body: { client_secret: intent.client_secret ?? '', payment_method: id },
    })
    expect(await paid.json()).toMatchObject({ status: 'succeeded' })
  })

  it('answers the browser’s preflight and serves Stripe.js', async () => {
    const preflight = await fetch(`${sandbox.url}/v1/tokens`, {
      method: 'OPTIONS',
      headers: { 'access-control-request-headers': 'authorization' },
    })
    expect(preflight.status).toBe(204)
    expect(preflight.headers.get('access-control-allow-headers')).toBe('authorization')
    const script = await fetch(`${sandbox.url}/v3/`)
    expect(script.headers.get('content-type')).toContain('javascript')
    expect(await script.text()).toContain('Stripe')
  })

  it('keeps accounts apart', async () => {
    const connected = await stripe.accounts.create({ type: 'standard', country: 'DE' })
    const mine = await stripe.customers.create({ email: 'mine@example.com' })
    const theirs = await stripe.customers.create(
      { email: 'theirs@example.com' },
      { stripeAccount: connected.id },
    )
    expect(await refusalOf(stripe.customers.retrieve(theirs.id))).toMatchObject({ statusCode: 404 })
    expect(
      await refusalOf(stripe.customers.retrieve(mine.id, {}, { stripeAccount: connected.id })),
    ).toMatchObject({ statusCode: 404 })
    const list = await stripe.customers.list({}, { stripeAccount: connected.id })
    expect(list.data.map((one) => one.id)).toEqual([theirs.id])
    const unknown = await refusalOf(stripe.customers.list({}, { stripeAccount: 'acct_unknown' }))
    expect(unknown).toMatchObject({ statusCode: 403, code: 'account_invalid' })
    expect((await sandbox.client('sk_test_folio_other').customers.list()).data).toEqual([])
    expect((await stripe.accounts.retrieveCurrent({}, { stripeAccount: connected.id })).id).toBe(connected.id)
  })
})

describe('refusals', () => {
  it('have Stripe’s shape, a Request-Id and a place in the log', async () => {
    const error = await refusalOf(stripe.customers.retrieve('cus_missing'))
    expect(error).toMatchObject({
      type: 'StripeInvalidRequestError',
      statusCode: 404,
      code: 'resource_missing',
      param: 'id',
      message: "No such customer: 'cus_missing'",
      doc_url: 'https://stripe.com/docs/error-codes/resource-missing',
    })
    expect(error.requestId).toMatch(/^req_/)
    expect(error.request_log_url).toContain(error.requestId)
  })

  it('name unknown, missing and malformed parameters', async () => {
    const create = (params: object) =>
      refusalOf(stripe.paymentIntents.create(params as Stripe.PaymentIntentCreateParams))
    expect(await create({ amount: 100, currency: 'eur', colour: 'red' })).toMatchObject({
      code: 'parameter_unknown',
      param: 'colour',
    })
    expect(await create({ amount: 100 })).toMatchObject({ code: 'parameter_missing', param: 'currency' })
    expect(await create({ amount: '1.5', currency: 'eur' })).toMatchObject({
      code: 'parameter_invalid_integer',
      param: 'amount',
    })
    expect(await create({ amount: 100, currency: 'xxx' })).toMatchObject({ param: 'currency' })
    expect(await create({ amount: 100, currency: 'eur', customer: 'cus_no' })).toMatchObject({
      statusCode: 400,
      code: 'resource_missing',
      param: 'customer',
    })
    const nested = await create({
      amount: 100,
      currency: 'eur',
      payment_method_data: { type: 'card', card: { nope: '1' } },
    })
    expect(nested).toMatchObject({ code: 'parameter_unknown', param: 'payment_method_data[card][nope]' })
  })

  it('tell of payment_method_types that they are gone since 2026-09-30, and take them from older versions', async () => {
    const body = { amount: '500', currency: 'eur', 'payment_method_types[0]': 'card' }
    const refused = await raw('POST', '/v1/payment_intents', { body })
    expect(await refused.json()).toMatchObject({
      error: { code: 'payment_method_types_no_longer_supported' },
    })
    const old = await raw('POST', '/v1/payment_intents', {
      body,
      headers: { 'stripe-version': '2024-06-20' },
    })
    expect(await old.json()).toMatchObject({
      payment_method_types: ['card'],
      automatic_payment_methods: null,
    })
  })

  it('answer an unknown URL with an error the SDK understands', async () => {
    const error = await refusalOf(stripe.rawRequest('GET', '/v1/wonders') as Promise<unknown>)
    expect(error).toMatchObject({ statusCode: 404 })
    expect(error.message).toContain('Unrecognized request URL (GET: /v1/wonders)')
  })
})

describe('idempotency keys', () => {
  it('replay the first answer, a decline included, and do nothing twice', async () => {
    const customer = await stripe.customers.create()
    const options = { idempotencyKey: 'key-1' }
    const first = await stripe.customers.update(customer.id, { metadata: { a: '1' } }, options)
    const second = await stripe.customers.update(customer.id, { metadata: { a: '1' } }, options)
    expect(second).toEqual(first)
    expect(second.lastResponse.headers['idempotent-replayed']).toBe('true')
    expect(second.lastResponse.headers['original-request']).toBe(first.lastResponse.requestId)
    const pay = () =>
      refusalOf(
        stripe.paymentIntents.create(
          {
            amount: 800,
            currency: 'eur',
            payment_method: 'pm_card_visa_chargeDeclined',
            allowed_payment_method_types: ['card'],
            confirm: true,
          },
          { idempotencyKey: 'key-2' },
        ),
      )
    const [one, two] = [await pay(), await pay()]
    expect(two).toMatchObject({ code: 'card_declined', payment_intent: { id: one.payment_intent?.id } })
    expect(two.headers?.['idempotent-replayed']).toBe('true')
  })

  it('refuse other parameters and another endpoint', async () => {
    const options = { idempotencyKey: 'key-3' }
    await stripe.customers.create({ email: 'a@example.com' }, options)
    const error = await refusalOf(stripe.customers.create({ email: 'b@example.com' }, options))
    expect(error).toMatchObject({ type: 'StripeIdempotencyError', statusCode: 400 })
    expect(error.message).toContain('can only be used with the same parameters')
    const other = await refusalOf(stripe.coupons.create({ percent_off: 10, duration: 'once' }, options))
    expect(other.message).toContain('same endpoint')
  })

  it('refuse a second request while the first still runs, and let 20 at once make one customer', async () => {
    const create = () => stripe.customers.create({ email: 'once@example.com' }, { idempotencyKey: 'key-4' })
    const results = await Promise.allSettled(Array.from({ length: 20 }, create))
    const made = results.flatMap((one) => (one.status === 'fulfilled' ? [one.value.id] : []))
    const refused = results.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []))
    expect(new Set(made).size).toBe(1)
    for (const error of refused)
      expect(error).toMatchObject({ statusCode: 409, code: 'idempotency_key_in_use' })
    expect((await stripe.customers.list({ email: 'once@example.com' })).data).toHaveLength(1)
  })

  it('do not remember a request that failed validation', async () => {
    const options = { idempotencyKey: 'key-5' }
    await refusalOf(stripe.customers.create({ nope: 1 } as Stripe.CustomerCreateParams, options))
    expect((await stripe.customers.create({ name: 'Fine' }, options)).name).toBe('Fine')
  })

  it('are forgotten after a day by the account’s clock, and belong to their account', async () => {
    const account = await stripe.accounts.create({ type: 'standard' })
    const options = { idempotencyKey: 'key-6', stripeAccount: account.id }
    const first = await stripe.customers.create({}, options)
    expect((await stripe.customers.create({}, { idempotencyKey: 'key-6' })).id).not.toBe(first.id)
    await sandbox.control('POST', '/clock', { account: account.id, advance_seconds: 23 * 3600 })
    expect((await stripe.customers.create({}, options)).id).toBe(first.id)
    await sandbox.control('POST', '/clock', { account: account.id, advance_seconds: 2 * 3600 })
    expect((await stripe.customers.create({}, options)).id).not.toBe(first.id)
  })
})

describe('faults', () => {
  const endpoint = 'POST /v1/customers'

  it('answer 429, 500 and 503 as often as told', async () => {
    for (const [kind, type] of [
      ['429', 'StripeRateLimitError'],
      ['500', 'StripeAPIError'],
      ['503', 'StripeAPIError'],
    ] as const) {
      await sandbox.control('POST', '/faults', { endpoint, kind })
      expect(await refusalOf(stripe.customers.create())).toMatchObject({ type, statusCode: Number(kind) })
      expect((await stripe.customers.create()).object).toBe('customer')
    }
  })

  it('wait', async () => {
    await sandbox.control('POST', '/faults', { endpoint, kind: 'latency', ms: 120, times: 1 })
    const before = performance.now()
    await stripe.customers.create()
    expect(performance.now() - before).toBeGreaterThanOrEqual(110)
  })

  it('cut the line before the effect: nothing happened', async () => {
    await sandbox.control('POST', '/faults', { endpoint, kind: 'cut_before', times: 2 })
    expect(await refusalOf(stripe.customers.create({ email: 'before@example.com' }))).toMatchObject({
      type: 'StripeConnectionError',
    })
    expect((await stripe.customers.list({ email: 'before@example.com' })).data).toEqual([])
  })

  it('cut the line after the effect: it happened, and the same key finds it', async () => {
    await sandbox.control('POST', '/faults', { endpoint, kind: 'cut_after', times: 2 })
    const create = () => stripe.customers.create({ email: 'after@example.com' }, { idempotencyKey: 'cut' })
    expect(await refusalOf(create())).toMatchObject({ type: 'StripeConnectionError' })
    const [stored] = (await stripe.customers.list({ email: 'after@example.com' })).data
    expect((await create()).id).toBe(stored?.id)
    expect((await stripe.customers.list({ email: 'after@example.com' })).data).toHaveLength(1)
  })

  it('the SDK recovers by itself from a cut with its own key', async () => {
    await sandbox.control('POST', '/faults', { endpoint, kind: 'cut_after' })
    const before = await callsOf('POST', '/v1/customers')
    await sandbox.client('sk_test_folio', 2).customers.create({ email: 'retry@example.com' })
    expect(await callsOf('POST', '/v1/customers')).toBe(before + 1)
    expect((await stripe.customers.list({ email: 'retry@example.com' })).data).toHaveLength(1)
  })

  it('strike one endpoint of one account only, are listed and taken back', async () => {
    const fault = await sandbox.control('POST', '/faults', {
      endpoint: 'POST /v1/customers/:id',
      kind: '500',
      times: null,
    })
    const customer = await stripe.customers.create()
    expect(await refusalOf(stripe.customers.update(customer.id, { name: 'x' }))).toMatchObject({
      statusCode: 500,
    })
    expect((await stripe.customers.retrieve(customer.id)).id).toBe(customer.id)
    expect((await sandbox.control('GET', '/faults')).data).toHaveLength(1)
    await sandbox.control('DELETE', `/faults/${fault.id}`)
    expect((await stripe.customers.update(customer.id, { name: 'x' })).name).toBe('x')
  })

  it('are refused when they make no sense', async () => {
    await expect(sandbox.control('POST', '/faults', { endpoint, kind: 'drop' })).rejects.toThrow(
      'kind must be one of',
    )
    await expect(sandbox.control('POST', '/faults', { kind: '500' })).rejects.toThrow('endpoint is missing')
  })
})

describe('lists and expansion', () => {
  it('page forwards and backwards, by creation and by customer', async () => {
    const account = await stripe.accounts.create({ type: 'standard' })
    const options = { stripeAccount: account.id }
    const made: string[] = []
    for (let i = 0; i < 7; i++) made.unshift((await stripe.customers.create({ name: `C${i}` }, options)).id)
    const first = await stripe.customers.list({ limit: 3 }, options)
    expect(first.data.map((one) => one.id)).toEqual(made.slice(0, 3))
    expect(first.has_more).toBe(true)
    const next = await stripe.customers.list({ limit: 3, starting_after: made[2] }, options)
    expect(next.data.map((one) => one.id)).toEqual(made.slice(3, 6))
    const back = await stripe.customers.list({ limit: 2, ending_before: made[3] }, options)
    expect(back.data.map((one) => one.id)).toEqual(made.slice(1, 3))
    const all = await stripe.customers.list({ limit: 2 }, options).autoPagingToArray({ limit: 100 })
    expect(all.map((one) => one.id)).toEqual(made)
    const now = Math.floor(Date.now() / 1000)
    expect((await stripe.customers.list({ created: { gt: now + 100 } }, options)).data).toEqual([])
    expect(
      (await stripe.customers.list({ created: { gte: now - 100, lte: now + 100 } }, options)).data,
    ).toHaveLength(7)
    expect(await refusalOf(stripe.customers.list({ starting_after: 'cus_no' }, options))).toMatchObject({
      code: 'resource_missing',
      param: 'starting_after',
    })
    expect(await refusalOf(stripe.customers.list({ limit: 101 }, options))).toMatchObject({
      code: 'parameter_invalid_integer',
      param: 'limit',
    })
  })

  it('expand through several objects and through lists', async () => {
    const customer = await stripe.customers.create({ source: 'tok_visa', expand: ['default_source'] })
    expect(customer.default_source).toMatchObject({ object: 'card', last4: '4242' })
    const intent = await stripe.paymentIntents.create({
      amount: 700,
      currency: 'eur',
      customer: customer.id,
      payment_method: (customer.default_source as Stripe.Card).id,
      allowed_payment_method_types: ['card'],
      confirm: true,
    })
    const deep = await stripe.paymentIntents.list({
      customer: customer.id,
      expand: ['data.customer', 'data.latest_charge.balance_transaction'],
    })
    expect(deep.data[0]).toMatchObject({
      id: intent.id,
      customer: { id: customer.id, object: 'customer' },
      latest_charge: { balance_transaction: { object: 'balance_transaction', amount: 700 } },
    })
    const retrieved = (await stripe.customers.retrieve(customer.id, {
      expand: ['sources', 'tax_ids'],
    })) as Stripe.Customer
    expect(retrieved.sources?.data).toHaveLength(1)
    expect(retrieved.tax_ids?.data).toEqual([])
    expect(await refusalOf(stripe.customers.retrieve(customer.id, { expand: ['nonsense'] }))).toMatchObject({
      statusCode: 400,
      param: 'expand',
    })
  })

  it('search by metadata and by fields', async () => {
    await stripe.customers.create({ name: 'Found', metadata: { order: 'o-77' } })
    const hit = await stripe.customers.search({ query: "metadata['order']:'o-77' AND name:'Found'" })
    expect(hit.data.map((one) => one.name)).toEqual(['Found'])
    expect((await stripe.customers.search({ query: "metadata['order']:'o-78'" })).data).toEqual([])
    expect(await refusalOf(stripe.customers.search({ query: 'nonsense' }))).toMatchObject({ param: 'query' })
  })
})
