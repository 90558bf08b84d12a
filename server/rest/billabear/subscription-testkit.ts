import type { Testkit } from '@/server/testkit'
import { runBilling } from '@/server/usecases/billing-run'
import { chargeDue } from '@/server/usecases/charge-due'
import type { Answer, BillabearKit, Tenant } from './billabear-testkit'

export const at = (text: string) => new Date(`${text}T00:00:00Z`)

/** Moves on: renewals, ends of trials and what is to be charged by then. */
export const mover = (kit: Testkit, api: BillabearKit) => async (tenant: Tenant, text: string) => {
  api.now = at(text)
  await runBilling(kit.ctx({ now: api.now }), { ownerId: tenant.owner.id })
  await chargeDue(kit.ctx({ now: api.now }))
}

type Plan = { id: string; prices: Record<string, string> }

/** An owner that sells the plan `small` at 3000 a month or 30000 a year, and makes customers with a card. */
export const opener =
  (api: BillabearKit) =>
  async (fields: Record<string, unknown> = {}) => {
    const tenant = await api.tenant()
    const { call } = tenant
    const product = (await call('POST', '/product', { name: 'Glitter' })).body.id
    const price = async (amount: number, schedule: string, currency = 'EUR') =>
      (await call('POST', `/product/${product}/price`, { amount, currency, recurring: true, schedule })).body
        .id
    const plan = async (code: string, amount: number, more: Record<string, unknown> = {}): Promise<Plan> => {
      const prices = { month: await price(amount, 'month'), year: await price(amount * 10, 'year') }
      const body = { name: code, code_name: code, product, prices: Object.values(prices), ...more }
      return { id: (await call('POST', '/plan', body)).body.id, prices }
    }
    const small = await plan('small', 3000, fields)
    const customer = async (token: string | null = 'tok_visa', more: Record<string, unknown> = {}) => {
      const { id } = (await call('POST', '/customer', { email: 'ada@example.org', ...more })).body
      if (token) await call('POST', `/customer/${id}/payment-methods/frontend-payment-token`, { token })
      const start = (body: Record<string, unknown> = {}): Promise<Answer> =>
        call('POST', `/customer/${id}/subscription/start`, {
          subscription_plan: small.id,
          price: small.prices.month,
          ...body,
        })
      const read = async (path: string) => (await call('GET', `/customer/${id}${path}`)).body
      const paid = async () => (await read('/payment')).data.map((p: { amount: number }) => p.amount)
      return { id: id as string, start, read, paid }
    }
    return { tenant, call, small, plan, customer }
  }
