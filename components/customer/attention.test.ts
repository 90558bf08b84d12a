import { describe, expect, it } from 'vitest'
import type { Method, OpenInvoice, Overview } from '../portal/types'
import { attentionOf } from './attention'

const NOW = new Date('2026-11-21T12:00:00Z')
const DUE = new Date('2026-12-01T00:00:00Z')

describe('what needs doing', () => {
  it('is nothing when all is well', () => {
    expect(kinds({ methods: [card()], next: charge() })).toEqual([])
    expect(kinds({ methods: [], next: null })).toEqual([])
    expect(kinds({ methods: [], next: { ...charge(), amountDue: 0 } })).toEqual([])
  })

  it('is said of each open invoice by its last attempt', () => {
    expect(kinds({ open: [invoice('requires_action')] })).toEqual(['authenticate'])
    expect(kinds({ open: [invoice('failed'), invoice('processing')] })).toEqual(['overdue', 'processing'])
    expect(kinds({ open: [invoice('pending', { dueAt: new Date(NOW.getTime() - 1) })] })).toEqual(['unknown'])
  })

  it('names the reason of the last failure and the day of the next try', () => {
    const [said] = attentionOf(overview({ open: [invoice('failed', { retryAt: DUE })] }), NOW)
    expect(said).toMatchObject({
      kind: 'overdue',
      declineCode: 'insufficient_funds',
      retryAt: DUE,
      hadMethod: true,
    })
    const [never] = attentionOf(overview({ open: [{ ...invoice('failed'), attempts: [] }] }), NOW)
    expect(never).toMatchObject({ kind: 'overdue', hadMethod: false, retryAt: null, declineCode: null })
  })

  it('comes with what is most pressing first', () => {
    const open = [invoice('processing'), invoice('failed'), invoice('requires_action')]
    const methods = [card(), { ...card(), id: 'bank', isDefault: false, status: 'incomplete' as const }]
    expect(kinds({ open, methods })).toEqual(['authenticate', 'overdue', 'processing', 'mandate'])
  })

  it.each([
    [10, 2026, 'expired'],
    [11, 2026, 'expiring'],
    [12, 2026, null],
    [1, 2027, null],
  ])('a card that is good until the end of %s/%s', (expMonth, expYear, kind) => {
    const methods = [{ ...card(), expMonth, expYear }]
    expect(kinds({ methods, next: charge() })).toEqual(kind === null ? [] : [kind])
  })

  it('asks for a card before a trial ends, and before any other charge', () => {
    expect(kinds({ next: charge(), subscription: { status: 'trialing' } })).toEqual(['trial_no_method'])
    expect(kinds({ next: charge(), subscription: { status: 'active' } })).toEqual(['no_method'])
  })
})

type Parts = {
  open?: OpenInvoice[]
  methods?: Method[]
  next?: Overview['next']
  subscription?: { status: string }
}

const kinds = (parts: Parts) => attentionOf(overview(parts), NOW).map(({ kind }) => kind)

function overview({ open = [], methods = [], next = null, subscription }: Parts): Overview {
  const current = (subscription ?? null) as Overview['subscription']
  return { open, methods, next, recent: [], subscription: current, subscriptions: current ? [current] : [] }
}

function card(): Method {
  return {
    id: 'card',
    type: 'card',
    status: 'active',
    isDefault: true,
    expMonth: 12,
    expYear: 2030,
  } as Method
}

function charge(): NonNullable<Overview['next']> {
  return { amountDue: 5_831, currency: 'EUR', issuedAt: DUE } as NonNullable<Overview['next']>
}

type Status = OpenInvoice['attempts'][number]['status']

function invoice(status: Status, at: { dueAt?: Date; retryAt?: Date } = {}): OpenInvoice {
  const declineCode = status === 'failed' ? 'insufficient_funds' : null
  const attempts = [{ status, declineCode, dueAt: at.dueAt ?? NOW }]
  if (at.retryAt) attempts.push({ status: 'pending', declineCode: null, dueAt: at.retryAt })
  return { id: status, amountDue: 5_831, currency: 'EUR', attempts } as OpenInvoice
}
