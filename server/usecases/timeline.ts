import { isUuid } from '@/db/id'
import {
  type EventRow,
  findActorNames,
  findNamedThings,
  type NamedThing,
  pageCustomerEvents,
  type ThingKind,
} from '@/db/queries/event-list'
import type { Money } from '../core/money'
import type { Page, PageInput } from '../core/page'
import type { CustomerCtx, OwnerCtx } from '../ctx'

export type { ThingKind }

/** Who did it: a person by e-mail, a key by name; `customer` came by a link of the customer's own. */
export type EventActor = {
  kind: 'user' | 'key' | 'customer' | 'system' | 'operator'
  name: string | null
}

/** Something that happened, with all that a sentence about it needs. */
export type TimelineEntry = {
  id: string
  type: string
  at: Date
  actor: EventActor
  customer: { id: string; name: string } | null
  /** The thing that has a page: of an attempt the invoice, of a refund the payment. */
  subject: { kind: ThingKind; id: string } | null
  facts: EventFacts
}

/** Null where an event does not have it. */
export type EventFacts = {
  amount: Money | null
  /** What the thing is called: the number of a document, the name of a plan, a product, a key. */
  name: string | null
  method: NamedThing['method']
  /** When it ends, goes on, is tried again. */
  until: Date | null
  reason: string | null
  seats: { from: number; to: number } | null
  fields: string[]
}

/** Everything that happened to a customer, the newest first. */
export async function customerTimeline(ctx: CustomerCtx, page: PageInput): Promise<Page<TimelineEntry>> {
  const of = { ownerId: ctx.owner.id, customerId: ctx.customer.id }
  const found = await pageCustomerEvents(ctx.db, of, page)
  return { rows: await timelineEntries(ctx, found.rows), hasMore: found.hasMore }
}

/** Events of an owner, in their order, with what they are about by name: two queries, however many. */
export async function timelineEntries(
  { db, owner }: Pick<OwnerCtx, 'db' | 'owner'>,
  rows: readonly EventRow[],
): Promise<TimelineEntry[]> {
  const ids = [...new Set(rows.flatMap(idsOf))]
  const actors = rows.map(({ actor }) => actor)
  const [things, names] = await Promise.all([
    findNamedThings(db, owner.id, ids),
    findActorNames(db, owner.id, { userIds: idsAfter('user:', actors), keyIds: idsAfter('key:', actors) }),
  ])
  const known = new Map(things.map((thing) => [thing.id, thing]))
  return rows.map((row) => entryOf(row, known, names))
}

type Known = ReadonlyMap<string, NamedThing>

function entryOf(row: EventRow, known: Known, names: ReadonlyMap<string, string>): TimelineEntry {
  const customer = row.customerId === null ? undefined : known.get(row.customerId)
  return {
    id: row.id,
    type: row.type,
    at: row.at,
    actor: actorOf(row.actor, names),
    customer: customer ? { id: customer.id, name: customer.name ?? '' } : null,
    subject: subjectOf(row, known),
    facts: factsOf(row, known),
  }
}

/** Where its page is; what has none of its own is on the page of what it belongs to. */
function subjectOf(row: EventRow, known: Known): TimelineEntry['subject'] {
  const thing = row.subjectId === null ? undefined : known.get(row.subjectId)
  if (!thing) {
    const bill = thingAt(row, known, 'invoiceId')
    return bill ? { kind: bill.kind, id: bill.id } : null
  }
  if (thing.ofId === null) return { kind: thing.kind, id: thing.id }
  switch (thing.kind) {
    case 'attempt':
    case 'credit_note':
      return { kind: 'invoice', id: thing.ofId }
    case 'refund':
      return { kind: 'payment', id: thing.ofId }
    case 'payment_method':
      return { kind: 'customer', id: thing.ofId }
    default:
      return { kind: thing.kind, id: thing.id }
  }
}

function factsOf(row: EventRow, known: Known): EventFacts {
  const { payload } = row
  const thing = row.subjectId === null ? undefined : known.get(row.subjectId)
  const bill = thingAt(row, known, 'invoiceId')
  const plan = thingAt(row, known, 'planId')
  const { seats } = payload
  return {
    amount: amountOf(row, thing ?? bill),
    name:
      plan?.name ??
      text(payload.name) ??
      thing?.name ??
      bill?.name ??
      text(payload.plan) ??
      text(payload.country) ??
      text(payload.email),
    method: thing?.method ?? thingAt(row, known, 'paymentMethodId')?.method ?? null,
    until:
      instant(payload.cancelAt) ??
      instant(payload.resumeAt) ??
      instant(payload.retryAt) ??
      instant(payload.to),
    reason: text(payload.reason) ?? text(payload.declineCode) ?? text(payload.code),
    seats: isSeats(seats) ? seats : null,
    fields: fieldsOf(payload),
  }
}

/** What was changed, by name; a change of everything says nothing. */
function fieldsOf({ fields, after }: EventRow['payload']): string[] {
  const names = Array.isArray(fields) ? fields : Object.keys(typeof after === 'object' ? (after ?? {}) : {})
  return names.filter((name) => typeof name === 'string')
}

function amountOf({ payload }: EventRow, thing: NamedThing | undefined): Money | null {
  const currency = text(payload.currency) ?? thing?.currency
  if (!currency) return null
  for (const amount of [payload.amount, payload.amountDue, payload.total, thing?.amount])
    if (typeof amount === 'number') return { amount, currency }
  return null
}

const REFERENCES = ['invoiceId', 'planId', 'paymentMethodId'] as const

const thingAt = (
  { payload }: EventRow,
  known: Known,
  reference: (typeof REFERENCES)[number],
): NamedThing | undefined => known.get(text(payload[reference]) ?? '')

const idsOf = ({ subjectId, customerId, payload }: EventRow): string[] =>
  [subjectId, customerId, ...REFERENCES.map((name) => text(payload[name]))].filter(
    (id): id is string => id !== null && isUuid(id),
  )

function actorOf(actor: string, names: ReadonlyMap<string, string>): EventActor {
  const [kind, id = ''] = actor.split(':')
  switch (kind) {
    case 'user':
    case 'key':
      return { kind, name: names.get(id) ?? null }
    case 'link':
      return { kind: 'customer', name: null }
    case 'operator':
      return { kind, name: null }
    default:
      return { kind: 'system', name: null }
  }
}

const idsAfter = (prefix: string, actors: string[]): string[] => [
  ...new Set(
    actors
      .filter((actor) => actor.startsWith(prefix))
      .map((actor) => actor.slice(prefix.length))
      .filter(isUuid),
  ),
]

const text = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null)

function instant(value: unknown): Date | null {
  const at = typeof value === 'string' ? new Date(value) : null
  return at && !Number.isNaN(at.getTime()) ? at : null
}

const isSeats = (value: unknown): value is { from: number; to: number } =>
  typeof value === 'object' && value !== null && 'from' in value && 'to' in value
