import { type DeclineReason, declineReason } from '@/server/core/decline'

/** The sentences for what can go wrong, in the person's language; `declined` has `{reason}` in it. */
export type ProblemWords = {
  problem: Record<string, string> &
    Record<'declined' | 'declinedPlain' | 'notConfirmed' | 'network' | 'unknown' | 'signedOut', string>
  decline: Record<DeclineReason, string>
}

export type Problem = {
  message: string
  code: string
  /** Per field of the form, what is wrong, in the server's words: show your own. */
  fields: Record<string, string>
}

/** What to tell the person about a call that failed. */
export function problemOf(error: unknown, words: ProblemWords): Problem {
  const { data } = error as { data?: { domain?: Domain | null } | null }
  // Without data no answer came, or none of ours: the connection, or a server that is being restarted.
  if (!data) return { code: 'network', message: words.problem.network, fields: {} }
  const { domain } = data
  if (!domain) return { code: 'unknown', message: words.problem.unknown, fields: {} }
  const fields = domain.details.fields ?? {}
  if (domain.code === 'card_declined')
    return { code: domain.code, message: declineText(domain.details.declineCode ?? null, words), fields }
  const code = domain.code === 'unauthenticated' ? 'signedOut' : domain.code
  return { code, message: words.problem[code] ?? words.problem.unknown, fields }
}

/** "Your card was declined by the bank: insufficient funds. Nothing was charged." */
export function declineText(code: string | null, { problem, decline }: ProblemWords): string {
  const reason = declineReason(code)
  if (reason === 'authentication') return problem.notConfirmed
  return reason === 'generic' ? problem.declinedPlain : problem.declined.replace('{reason}', decline[reason])
}

/** A charge that was answered with no, as the error that a refused call is. */
export function declined(code: string | null): Error {
  return Object.assign(new Error('declined'), {
    data: { domain: { code: 'card_declined', details: { declineCode: code } } },
  })
}

type Domain = { code: string; details: { fields?: Record<string, string>; declineCode?: string | null } }
