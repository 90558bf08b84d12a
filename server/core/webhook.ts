import { DAY_MS } from './time'

/** What one try to deliver came to. `status` is null when no answer came; `answer` is how its body begins. */
export type SendOutcome = { status: number | null; error: string | null; answer: string | null; ms: number }

/** What is sent: the body as it is, signed with each of the secrets, the newest first. */
export type OutgoingMessage = { url: string; id: string; body: string; secrets: string[] }

/** What webhooks need from outside the engine: the network, and a key that only the installation has. */
export type WebhookPort = {
  /** Why this is no address that webhooks may be sent to; null when it is one. Looks its name up. */
  refusalOf(url: string): Promise<string | null>
  /** Never throws: what goes wrong is the outcome. */
  send(message: OutgoingMessage): Promise<SendOutcome>
  /** `purpose` is what the text is for: what was sealed for one is not opened for another. */
  seal(text: string, purpose: string): string
  /** Throws for what was sealed with another key or changed since. */
  open(sealed: string, purpose: string): string
}

/** How long after it was made a delivery is still tried. */
export const DELIVERY_LIFE_MS = 3 * DAY_MS

/** An endpoint to which nothing got through for this long is sent nothing more. */
export const FAILING_MAX_MS = 5 * DAY_MS

/** How long the secret before the last rotation signs too. */
export const ROTATION_MS = DAY_MS

const FIRST_DELAY_MS = 10_000
const GROWTH = 3
const DELAY_MAX_MS = 12 * 3_600_000
/** A delay is this part shorter at least and longer at most, so that what failed together is not retried together. */
const SPREAD = 0.2

/**
 * When a delivery that failed is tried next: after 10 s, 30 s, 90 s … at most 12 hours, each a fifth shorter to a
 * fifth longer by `chance` (from 0 to 1). Null once that would be more than three days after it was made.
 */
export function nextDelivery(
  facts: { madeAt: Date; failedCount: number; chance: number },
  now: Date,
): Date | null {
  const plainMs = Math.min(DELAY_MAX_MS, FIRST_DELAY_MS * GROWTH ** (facts.failedCount - 1))
  const at = now.getTime() + Math.round(plainMs * (1 - SPREAD + 2 * SPREAD * facts.chance))
  return at - facts.madeAt.getTime() > DELIVERY_LIFE_MS ? null : new Date(at)
}

/** Any 2xx; a redirect is not followed and counts as a failure. */
export const isDelivered = (outcome: SendOutcome): boolean =>
  outcome.status !== null && outcome.status >= 200 && outcome.status < 300

/** Why an endpoint is given up after a failure, if it is: it said so (410), or nothing got through for long. */
export function givesUp(
  facts: { status: number | null; failingSince: Date | null },
  now: Date,
): 'gone' | 'failing' | null {
  if (facts.status === 410) return 'gone'
  const forMs = facts.failingSince === null ? 0 : now.getTime() - facts.failingSince.getTime()
  return forMs >= FAILING_MAX_MS ? 'failing' : null
}
