import { randomText } from './id'

export type FaultKind =
  | 'latency'
  | '409'
  | '429'
  | '500'
  | '503'
  | '500_after'
  | 'cut_before'
  | 'cut_after'
  | 'late'
  | 'double'
  | 'reorder'
  | 'drop'

const REQUEST_KINDS: readonly string[] = [
  'latency',
  '409',
  '429',
  '500',
  '503',
  '500_after',
  'cut_before',
  'cut_after',
]
const WEBHOOK_KINDS: readonly string[] = ['late', 'double', 'reorder', 'drop']

export type Fault = {
  id: string
  /** `POST /v1/payment_intents`, `POST /v1/payment_intents/:id/confirm`, `POST *`, `*`, or `webhook`. */
  endpoint: string
  kind: FaultKind
  /** Milliseconds, for `latency` and `late`. */
  ms: number
  /** How often it strikes; null is without end. */
  times: number | null
  /** How many matching calls pass unharmed first. */
  after: number
  account: string | null
  /** Only webhooks of this event type. */
  type: string | null
  struck: number
}

/** Faults that people and tests ordered. Kept in memory: a restarted sandbox is a healthy one. */
export class FaultBook {
  private faults: Fault[] = []

  list(): readonly Fault[] {
    return this.faults
  }

  /** Adds a fault from JSON; returns a sentence that says what is wrong with it, or the fault. */
  add(given: { [name: string]: unknown }): Fault | string {
    const kind = String(given.kind ?? '')
    const endpoint = String(given.endpoint ?? (WEBHOOK_KINDS.includes(kind) ? 'webhook' : ''))
    if (endpoint === '') return 'endpoint is missing'
    const kinds = endpoint === 'webhook' ? WEBHOOK_KINDS : REQUEST_KINDS
    if (!kinds.includes(kind)) return `kind must be one of ${kinds.join(', ')}`
    const fault: Fault = {
      id: `fault_${randomText(12)}`,
      endpoint: normalize(endpoint),
      kind: kind as FaultKind,
      ms: numberOr(given.ms, kind === 'late' ? 1000 : 50),
      times: given.times === null ? null : numberOr(given.times, kind === 'latency' ? null : 1),
      after: numberOr(given.after, 0),
      account: typeof given.account === 'string' ? given.account : null,
      type: typeof given.type === 'string' ? given.type : null,
      struck: 0,
    }
    this.faults.push(fault)
    return fault
  }

  remove(id: string): boolean {
    const before = this.faults.length
    this.faults = this.faults.filter((fault) => fault.id !== id)
    return this.faults.length < before
  }

  clear(): void {
    this.faults = []
  }

  /** The faults that strike this call, each counted down by it. */
  strike(call: { method: string; pattern: string; path: string; account: string }): Fault[] {
    if (this.faults.length === 0) return []
    const names = [
      `${call.method} ${normalize(call.pattern)}`,
      `${call.method} ${call.path}`,
      `${call.method} *`,
      '*',
    ]
    return this.take(
      (fault) => names.includes(fault.endpoint) && (fault.account ?? call.account) === call.account,
    )
  }

  strikeWebhook(delivery: { type: string; account: string }): Fault[] {
    if (this.faults.length === 0) return []
    return this.take(
      (fault) =>
        fault.endpoint === 'webhook' &&
        (fault.type ?? delivery.type) === delivery.type &&
        (fault.account ?? delivery.account) === delivery.account,
    )
  }

  private take(matches: (fault: Fault) => boolean): Fault[] {
    const hits: Fault[] = []
    for (const fault of this.faults) {
      if (!matches(fault)) continue
      if (fault.after > 0) {
        fault.after -= 1
        continue
      }
      fault.struck += 1
      hits.push(fault)
    }
    this.faults = this.faults.filter((fault) => fault.times === null || fault.struck < fault.times)
    return hits
  }
}

function normalize(endpoint: string): string {
  return endpoint.replaceAll(/:\w+/g, ':id')
}

function numberOr<T>(value: unknown, otherwise: T): number | T {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : otherwise
}
