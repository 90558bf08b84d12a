import { answerAuth } from '@/server/auth/request'

export const GET = answerAuth
export const POST = answerAuth

/** Left to itself, Next answers HEAD by running GET, and that would use up a sign-in link. */
export const HEAD = (): Response => new Response(null, { status: 204 })
