import { readAmount } from '@/server/core/amount-input'

type Search = Record<string, string | string[] | undefined>

export type CreditRequest = {
  lines?: { lineId: string; amount: number }[]
  amount?: number
  refund: 'to_payment' | 'to_credit'
  reason: string
}

/** What the address says is to be taken back, as it was typed, and as it is sent; null where it is not said yet, or wrongly. */
export type CreditAsked = {
  what: 'all' | 'amount' | 'lines'
  amount: string
  /** Per line of the invoice, what was typed. */
  lines: Record<string, string>
  refund: CreditRequest['refund']
  reason: string
  request: CreditRequest | null
  /** An amount, or one of a line, is none. */
  wrong: ReadonlySet<string>
}

export function creditOf(search: Search, currency: string): CreditAsked {
  const one = (name: string): string => String(search[name] ?? '').trim()
  const what = one('what') === 'amount' ? 'amount' : one('what') === 'lines' ? 'lines' : 'all'
  const typed = Object.keys(search).filter((name) => name.startsWith('line.') && one(name) !== '')
  const lines = Object.fromEntries(typed.map((name) => [name.slice('line.'.length), one(name)]))
  const refund = one('refund') === 'to_credit' ? 'to_credit' : 'to_payment'
  const asked = { what, amount: one('amount'), lines, refund, reason: one('reason').slice(0, 500) } as const
  const read = partOf(asked, currency)
  const isAsked = search.what !== undefined
  const request = isAsked && read.part ? { ...read.part, refund: asked.refund, reason: asked.reason } : null
  return { ...asked, request, wrong: isAsked ? read.wrong : new Set() }
}

type Typed = Pick<CreditAsked, 'what' | 'amount' | 'lines'>
type Part = Pick<CreditRequest, 'lines' | 'amount'>

function partOf(
  { what, amount, lines }: Typed,
  currency: string,
): { part: Part | null; wrong: ReadonlySet<string> } {
  if (what === 'all') return { part: {}, wrong: new Set() }
  if (what === 'amount') {
    const read = readAmount(amount, currency)
    return read ? { part: { amount: read }, wrong: new Set() } : { part: null, wrong: new Set(['amount']) }
  }
  const read = Object.entries(lines).map(([lineId, text]) => ({ lineId, amount: signed(text, currency) }))
  const good = read.filter((line): line is { lineId: string; amount: number } => line.amount !== null)
  const wrong = new Set(read.filter(({ amount: of }) => of === null).map(({ lineId }) => lineId))
  return { part: wrong.size === 0 && good.length > 0 ? { lines: good } : null, wrong }
}

/** A line that took something off is taken back below zero. */
function signed(text: string, currency: string): number | null {
  const isBelow = /^[-−]/.test(text)
  const amount = readAmount(isBelow ? text.slice(1) : text, currency)
  return amount === null ? null : isBelow ? -amount : amount
}
