import { expect, test } from 'vitest'
import { newId } from '@/db/id'
import { testkit } from '@/server/testkit'
import { setBankAccount } from '@/server/usecases/payment-method'
import { subscribe } from '@/server/usecases/subscribe'
import { billabearTestkit, type Tenant } from './billabear-testkit'

const kit = testkit()
const api = billabearTestkit(kit)

async function customerOf({ call }: Tenant) {
  const { id } = (await call('POST', '/customer', { email: 'ada@example.org' })).body
  const path = `/customer/${id}/payment-methods`
  const add = async (token: string) => (await call('POST', `${path}/frontend-payment-token`, { token })).body
  return { id: id as string, path, add }
}

test('a browser gets a token; a card token comes back as the default card', async () => {
  const tenant = await api.tenant()
  const { path } = await customerOf(tenant)
  const begun = await tenant.call('GET', `${path}/frontend-payment-token`)
  expect([begun.status, begun.body]).toEqual([
    200,
    { token: expect.stringMatching(/^seti_\w+_secret_/), publishable_key: 'pk_test_folio' },
  ])
  const added = await tenant.call('POST', `${path}/frontend-payment-token`, { token: 'tok_visa' })
  expect([added.status, added.body]).toEqual([
    201,
    {
      id: expect.any(String),
      name: null,
      default: true,
      type: 'card',
      brand: 'visa',
      last_four: '4242',
      expiry_month: expect.stringMatching(/^\d{1,2}$/),
      expiry_year: expect.stringMatching(/^\d{4}$/),
      created_at: expect.any(String),
    },
  ])
  expect((await tenant.call('GET', path)).body).toEqual({
    data: [added.body],
    has_more: false,
    last_key: null,
  })
})

test('a setup that the browser confirmed is taken over, by its id or its client secret', async () => {
  const tenant = await api.tenant()
  const { path } = await customerOf(tenant)
  for (const taken of ['id', 'secret']) {
    const { token } = (await tenant.call('GET', `${path}/frontend-payment-token`)).body
    const [id] = token.split('_secret_')
    const unconfirmed = await tenant.call('POST', `${path}/frontend-payment-token`, { token })
    expect([unconfirmed.status, Object.keys(unconfirmed.body.errors)]).toEqual([400, ['token']])
    await fetch(`${kit.stripeUrl}/v1/setup_intents/${id}/confirm`, {
      method: 'POST',
      headers: { authorization: 'Bearer sk_test_folio', 'content-type': 'application/x-www-form-urlencoded' },
      body: 'payment_method=pm_card_visa',
    })
    const added = await tenant.call('POST', `${path}/frontend-payment-token`, {
      token: taken === 'id' ? id : token,
    })
    expect([added.status, added.body.default]).toEqual([201, true])
  }
})

test.each([
  [{}, 400],
  [{ token: '' }, 400],
  [{ token: 7 }, 400],
  [{ token: 'tok_nothing' }, 400],
  [{ token: 'nonsense' }, 400],
  [{ token: 'seti_unknown' }, 400],
  [{ token: 'tok_chargeDeclined' }, 400],
])('a token that is none, %j, is %i and names it', async (body, status) => {
  const tenant = await api.tenant()
  const { path } = await customerOf(tenant)
  const answer = await tenant.call('POST', `${path}/frontend-payment-token`, body)
  expect([answer.status, Object.keys(answer.body.errors ?? {})]).toEqual([status, ['token']])
  expect((await tenant.call('GET', path)).body.data).toEqual([])
})

test("another customer's setup is not taken over", async () => {
  const tenant = await api.tenant()
  const [mine, other] = [await customerOf(tenant), await customerOf(tenant)]
  const { token } = (await tenant.call('GET', `${mine.path}/frontend-payment-token`)).body
  const answer = await tenant.call('POST', `${other.path}/frontend-payment-token`, { token })
  expect([answer.status, Object.keys(answer.body.errors)]).toEqual([400, ['token']])
})

test('the newest card is the default, another can be made it, with and without the customer', async () => {
  const tenant = await api.tenant()
  const { path, add } = await customerOf(tenant)
  const [visa, master] = [await add('tok_visa'), await add('tok_mastercard')]
  const defaults = async () =>
    (await tenant.call('GET', path)).body.data
      .filter((m: { default: boolean }) => m.default)
      .map((m: { id: string }) => m.id)
  expect(await defaults()).toEqual([master.id])
  expect((await tenant.call('POST', `${path}/${visa.id}/default`)).status).toBe(202)
  expect(await defaults()).toEqual([visa.id])
  expect((await tenant.call('POST', `/payment-methods/${master.id}/default`)).status).toBe(202)
  expect(await defaults()).toEqual([master.id])
  const page = (await tenant.call('GET', `${path}?limit=1`)).body
  expect([page.data[0].id, page.has_more, page.last_key]).toEqual([visa.id, true, visa.id])
})

test('deleted: gone from the list, readable by id, no other is the default; twice is once', async () => {
  const tenant = await api.tenant()
  const { path, add } = await customerOf(tenant)
  const [visa, master, third] = [await add('tok_visa'), await add('tok_mastercard'), await add('tok_amex')]
  for (let i = 0; i < 2; i++)
    expect((await tenant.call('DELETE', `/payment-methods/${third.id}`)).status).toBe(202)
  expect((await tenant.call('DELETE', `${path}/${master.id}`)).status).toBe(202)
  const { data } = (await tenant.call('GET', path)).body
  expect(data).toEqual([{ ...visa, default: false }])
  for (const of of [`/payment-methods/${third.id}`, `${path}/${third.id}`]) {
    const read = await tenant.call('GET', of)
    expect([read.status, read.body]).toEqual([200, { ...third, default: false }])
  }
  expect((await tenant.call('POST', `/payment-methods/${third.id}/default`)).status).toBe(404)
})

test("the owner's program may delete the last card of a customer with a subscription", async () => {
  const tenant = await api.tenant()
  await kit.plan(tenant.owner.id, { code: 'small', prices: [{ amount: 900 }] })
  const { id, path, add } = await customerOf(tenant)
  const card = await add('tok_visa')
  const ctx = await kit.customer(tenant.owner.id)
  await subscribe(await kit.at({ ...ctx, customer: { ...ctx.customer, id } }, ctx.now), { plan: 'small' })
  expect((await tenant.call('DELETE', `${path}/${card.id}`)).status).toBe(202)
  expect((await tenant.call('GET', path)).body.data).toEqual([])
})

test('a bank account is listed with its digits', async () => {
  const tenant = await api.tenant()
  const ctx = await kit.customer(tenant.owner.id)
  await setBankAccount(ctx, { iban: 'DE89370400440532013000', holderName: 'Ada Lovelace' })
  const { data } = (await tenant.call('GET', `/customer/${ctx.customer.id}/payment-methods`)).body
  expect(data).toMatchObject([
    {
      type: 'sepa_debit',
      brand: 'sepa_debit',
      last_four: '3000',
      name: 'Ada Lovelace',
      default: true,
      expiry_month: null,
    },
  ])
})

test('a card of another customer or owner is not there, and stays as it is', async () => {
  const [tenant, foreign] = [await api.tenant(), await api.tenant()]
  const [mine, other] = [await customerOf(tenant), await customerOf(tenant)]
  const card = await mine.add('tok_visa')
  for (const id of [card.id, newId(), 'x']) {
    for (const [method, path] of [
      ['GET', `${other.path}/${id}`],
      ['DELETE', `${other.path}/${id}`],
      ['POST', `${other.path}/${id}/default`],
    ] as const)
      expect([path, (await tenant.call(method, path)).status]).toEqual([path, 404])
    for (const [method, path] of [
      ['GET', `/payment-methods/${id}`],
      ['DELETE', `/payment-methods/${id}`],
      ['POST', `/payment-methods/${id}/default`],
      ['GET', mine.path],
      ['GET', `${mine.path}/frontend-payment-token`],
    ] as const) {
      const answer = await foreign.call(method, path)
      expect([path, answer.status, answer.body]).toEqual([path, 404, []])
    }
  }
  expect((await tenant.call('GET', mine.path)).body.data).toEqual([card])
})
