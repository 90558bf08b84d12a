import type { Clock } from './clock'
import { resourceMissing } from './error'
import { type EventRecord, newEvent, previousAttributes } from './event'
import { columnsOf, type Hidden, type Kind, type Kinds, nounOf, type Row } from './kind'
import { loadRows, type Sql } from './store'
import type { Endpoints } from './webhook-endpoint'

/** What every request works with; one per running sandbox. */
export type Engine = {
  sql: Sql
  clock: Clock
  endpoints: Endpoints
  /** Tells the deliverer that there is something to post. */
  nudge(): void
  /** An account was deleted: its id is no longer let in. */
  forgetAccount(id: string): void
  /** Where this sandbox answers, for the links it hands out. */
  baseUrl(): string
}

export type Scope = {
  account: string
  root: string
  /** The account the call was made for, where the operation itself runs on the platform's objects. */
  called?: string
  now: number
  request: { id: string | null; idempotency_key: string | null }
}

export type Remembered = {
  key: string
  endpoint: string
  params: string
  status: number
  body: string
  request_id: string
}

export type Task = 'settle_charge' | 'balance_available' | 'settle_refund' | 'fail_refund' | 'close_dispute'

/** Another request changed a row after this one had read it: the whole operation is run again. */
export class StaleError extends Error {}

/**
 * One operation's reads and writes on one account. Reads are cached; nothing is written before `commit`, which writes all
 * of it in one statement and throws StaleError if a row it changes was changed meanwhile. Data is never mutated in
 * place, so an emitted event keeps what the object was at that moment.
 */
export class Unit {
  private readonly rows = new Map<string, Row>()
  private readonly absent = new Set<string>()
  private readonly dirty = new Set<Row>()
  private readonly events: EventRecord[] = []
  private readonly due: { at: number; task: Task; id: string }[] = []
  private finished: { task: Task; id: string; at: number } | undefined

  constructor(
    readonly engine: Engine,
    readonly scope: Scope,
  ) {}

  get account(): string {
    return this.scope.account
  }

  get now(): number {
    return this.scope.now
  }

  /** Reads several objects in one round trip, so that later `find`s need none. */
  async load(ids: readonly (string | null | undefined)[]): Promise<void> {
    const wanted = ids.filter((id): id is string => id != null && !this.rows.has(id) && !this.absent.has(id))
    if (wanted.length === 0) return
    this.keep(await loadRows(this.engine.sql, this.account, wanted))
    for (const id of wanted) if (!this.rows.has(id)) this.absent.add(id)
  }

  /** Remembers rows read by a list; a row already known here wins, it may carry changes. */
  keep(rows: readonly Row[]): void {
    for (const row of rows) if (!this.rows.has(row.id)) this.rows.set(row.id, row)
  }

  async find<K extends Kind>(kind: K, id: string): Promise<Row<K> | undefined> {
    await this.load([id])
    const row = this.rows.get(id)
    return row?.kind === kind ? (row as Row<K>) : undefined
  }

  /** The object or Stripe's refusal; a deleted one is missing too. 400 when the id came as a parameter. */
  async require<K extends Kind>(
    kind: K,
    id: string,
    { param = 'id', status }: { param?: string; status?: number } = {},
  ) {
    const row = await this.find(kind, id)
    if (row === undefined || row.hidden.deleted) {
      throw resourceMissing(nounOf(kind), id, { param, status: status ?? (param === 'id' ? 404 : 400) })
    }
    return row
  }

  /** Whatever stands under an id in the cache or the store. */
  async findAny(id: string): Promise<Row | undefined> {
    await this.load([id])
    return this.rows.get(id)
  }

  insert<K extends Kind>(kind: K, data: Kinds[K] & { id: string }, hidden: Hidden = {}): Row<K> {
    const row: Row<K> = { kind, id: data.id, data, hidden, version: 0 }
    this.rows.set(row.id, row)
    this.dirty.add(row)
    return row
  }

  update<K extends Kind>(row: Row<K>, patch: Partial<Kinds[K]>, hidden?: Partial<Hidden>): Kinds[K] {
    row.data = { ...row.data, ...patch }
    if (hidden !== undefined) row.hidden = { ...row.hidden, ...hidden }
    this.dirty.add(row)
    return row.data
  }

  /** Marks as deleted: later reads answer the stub, lists leave it out. */
  remove(row: Row): void {
    row.hidden = { ...row.hidden, deleted: true }
    this.dirty.add(row)
  }

  emit(type: string, object: object, previous?: object): void {
    this.events.push(newEvent(this.scope, type, object, previous))
  }

  /** Emits `type` with what differs from `before`, if anything does. */
  emitChange(type: string, before: object, after: object): void {
    const previous = previousAttributes(before, after)
    if (Object.keys(previous).length > 0) this.emit(type, after, previous)
  }

  /** Work for later, by the account's clock in seconds. */
  schedule(at: number, task: Task, id: string): void {
    this.due.push({ at, task, id })
  }

  /** Takes one piece of due work off the list in the same commit. */
  finish(work: { task: Task; id: string; at: number }): void {
    this.finished = work
  }

  get isChanged(): boolean {
    return this.dirty.size > 0 || this.events.length > 0 || this.due.length > 0 || this.finished !== undefined
  }

  /** Forgets every change that was not committed. */
  discard(): void {
    this.dirty.clear()
    this.events.length = 0
    this.due.length = 0
  }

  async commit(remembered?: Remembered): Promise<void> {
    if (!this.isChanged && remembered === undefined) return
    const deliveries = this.planDeliveries()
    const payload = JSON.stringify({
      account: this.account,
      now: this.now,
      ...this.writes(),
      ...(this.due.length > 0 ? { due: this.due } : {}),
      ...(this.finished === undefined ? {} : { done: this.finished }),
      ...(this.events.length > 0 ? { events: this.events.map((data) => ({ data })) } : {}),
      ...(deliveries.length > 0 ? { deliveries } : {}),
      ...(remembered === undefined ? {} : { idempotency: remembered }),
    })
    try {
      await this.engine.sql`select stripe_sandbox.commit(${payload}::text::jsonb)`
    } catch (error) {
      if (isStale(error)) throw new StaleError('a row changed meanwhile')
      throw error
    }
    if (deliveries.length > 0) this.engine.nudge()
  }

  private writes(): { inserts?: object[]; updates?: object[] } {
    const inserts: object[] = []
    const updates: object[] = []
    for (const row of this.dirty) {
      const { id, kind, data, hidden, version } = row
      const fields = { id, data, hidden, ...columnsOf(kind, data) }
      if (version === 0) inserts.push({ ...fields, kind })
      else updates.push({ ...fields, version })
    }
    return { ...(inserts.length > 0 ? { inserts } : {}), ...(updates.length > 0 ? { updates } : {}) }
  }

  private planDeliveries(): { event: string; endpoint: string }[] {
    const planned: { event: string; endpoint: string }[] = []
    for (const event of this.events) {
      const ids = this.engine.endpoints.idsFor(this.scope, event.type)
      event.pending_webhooks = ids.length
      for (const endpoint of ids) planned.push({ event: event.id, endpoint })
    }
    return planned
  }
}

/** Our own signal, a deadlock between two commits, or the same id inserted twice at the same moment. */
function isStale(error: unknown): boolean {
  if (typeof error !== 'object' || error === null || !('code' in error)) return false
  return error.code === 'SBX01' || error.code === '40P01' || error.code === '23505'
}
