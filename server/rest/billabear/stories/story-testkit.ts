import { expect } from 'vitest'
import { START, type Testkit } from '@/server/testkit'
import { checkLedger } from '@/server/usecases/ledger-check'
import { ownerScope } from '@/server/usecases/owner'
import type { Answer, BillabearKit } from '../billabear-testkit'

/** What a story is told with: the API and the clock, and what the books say afterwards. */
export type Story = {
  /** Calls `/api/v1<path>`; anything but success ends the story. */
  call(method: string, path: string, body?: unknown): Promise<Answer>
  /** Moves the clock to a day; all that is due on the way is done at its own instant. */
  on(day: string): Promise<void>
  /** Adds what the owner sells: a plan at the prices of one seat. Answers the ids of its prices. */
  sells(code: string, prices: { month?: number; year?: number }): Promise<Sold>
  /** A customer that pays by card. */
  customer(email: string): Promise<Regular>
  /** What the books say that does not agree; nothing, hopefully. */
  differences(): Promise<unknown[]>
}

export type Sold = { plan: string; month: string | undefined; year: string | undefined }

export type Regular = {
  id: string
  /** Whatever is listed under the customer, oldest first. */
  // biome-ignore lint/suspicious/noExplicitAny: bodies are read field by field, and what is missing fails the test.
  list(what: string): Promise<any[]>
  /** A new card, which becomes the one that is charged. */
  card(token: string): Promise<void>
  subscribe(body: Record<string, unknown>): Promise<string>
  /** A line for each invoice: day, number, what (`seats name net`), then net, tax, total, credit and paid. */
  invoices(): Promise<string[]>
  /** A line for each payment: day, amount, of it refunded. */
  payments(): Promise<string[]>
}

/** An owner whose clock stands at the first of January 2026, with 20 % of tax. */
export async function story(kit: Testkit, api: BillabearKit): Promise<Story> {
  const tenant = await api.tenant({ clockAt: START, taxRatePpm: 200_000 })
  const call: Story['call'] = async (method, path, body) => {
    const answer = await tenant.call(method, path, body)
    expect(answer.status, `${method} ${path}: ${answer.text}`).toBeLessThan(300)
    return answer
  }
  return {
    call,
    on: async (day) => {
      await call('POST', '/test/clock', { now: `${day}T00:00:00Z` })
    },
    sells: (code, prices) => sell(call, code, prices),
    customer: (email) => regular(call, email),
    differences: async () => checkLedger(await ownerScope(kit.ctx(), tenant.owner.id)),
  }
}

/** A table as it stands in a test, row by row, whatever the room between its columns. */
export const table = (text: string): string[] =>
  text
    .split('\n')
    .map(tidy)
    .filter((line) => line !== '')

async function sell(
  call: Story['call'],
  code: string,
  prices: { month?: number; year?: number },
): Promise<Sold> {
  const product = (await call('POST', '/product', { name: code })).body.id
  const price = async (schedule: 'month' | 'year') => {
    const amount = prices[schedule]
    if (amount === undefined) return undefined
    const body = { amount, currency: 'EUR', recurring: true, schedule }
    return (await call('POST', `/product/${product}/price`, body)).body.id as string
  }
  const [month, year] = [await price('month'), await price('year')]
  const sold = [month, year].filter((id) => id !== undefined)
  const { id } = (await call('POST', '/plan', { name: code, code_name: code, product, prices: sold })).body
  return { plan: id, month, year }
}

async function regular(call: Story['call'], email: string): Promise<Regular> {
  const { id } = (await call('POST', '/customer', { email })).body
  const of = `/customer/${id}`
  const list: Regular['list'] = async (what) => (await call('GET', `${of}/${what}?limit=100`)).body.data
  const card = async (token: string) => {
    await call('POST', `${of}/payment-methods/frontend-payment-token`, { token })
  }
  await card('tok_visa')
  return {
    id,
    list,
    card,
    subscribe: async (body) => (await call('POST', `${of}/subscription/start`, body)).body.id,
    invoices: async () => (await list('invoices')).sort(byDay).map(invoiceRow),
    payments: async () =>
      (await list('payment')).map((paid) => tidy(`${day(paid)} ${paid.amount} ${paid.refunded}`)),
  }
}

type Dated = { created_at: string }
type Line = { quantity: number; description: string; sub_total: number }
type Invoice = Dated & {
  number: string
  lines: Line[]
  sub_total: number
  tax_total: number
  total: number
  credit_applied: number
  amount_paid: number
}

function invoiceRow(row: Invoice): string {
  const what = row.lines.map((line) => `${line.quantity} ${line.description} ${line.sub_total}`).join(', ')
  const { number, sub_total: net, tax_total: tax, total, credit_applied: credit, amount_paid: paid } = row
  return tidy(`${day(row)} ${number} | ${what} | ${net} ${tax} ${total} ${credit} ${paid}`)
}

const byDay = (a: Invoice, b: Invoice) => (a.created_at < b.created_at ? -1 : 1)
const day = (of: Dated) => of.created_at.slice(0, 10)
const tidy = (line: string) => line.replaceAll(/\s+/g, ' ').trim()
