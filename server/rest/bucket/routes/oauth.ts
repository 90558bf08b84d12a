import { createRoute, z } from '@hono/zod-openapi'
import { refreshAccess, revokeToken } from '../../../usecases/token'
import { addressOf, bearerToken } from '../../api'
import type { BucketApp, RouteParts } from '../app'
import { answers, bearer, jsonBody, required } from '../document'

const token = createRoute({
  method: 'post',
  path: '/api/oauth/token',
  operationId: 'retrieveToken',
  summary: 'Exchange a refresh token for a fresh access token',
  request: jsonBody(
    z.object({
      client_id: required(200),
      refresh_token: required(200),
      grant_type: z.literal('refresh_token', 'only refresh_token is granted').default('refresh_token'),
    }),
  ),
  responses: answers(
    z.object({
      access_token: z.string(),
      refresh_token: z.string().openapi({ description: 'the one that was used' }),
      expire_at: z.string().openapi({ description: 'ISO 8601, UTC' }),
      token_type: z.literal('Bearer'),
    }),
    [400, 429],
  ),
})

const revoke = createRoute({
  method: 'post',
  path: '/api/oauth/revoke',
  operationId: 'revoke',
  summary:
    'End the token of the Authorization header, and with a refresh token each access token made from it',
  security: bearer,
  responses: answers(z.object({ msg: z.string() }), [404, 429, 500]),
})

// No Idempotency-Key here: an answer kept for a day would keep the token in it readable, and both calls are
// safe to send again.
export function oauthRoutes(app: BucketApp, { deps, guards }: RouteParts): void {
  app.openapi({ ...token, middleware: guards.open([400]) }, async (c) => {
    const { client_id: clientId, refresh_token: refreshToken } = c.req.valid('json')
    const tokens = await refreshAccess(deps.ctxFor({ kind: 'nobody' }), {
      clientId,
      refreshToken,
      ...addressGiven(addressOf(c)),
    })
    c.header('Cache-Control', 'no-store')
    return c.json(tokens, 200)
  })
  app.openapi({ ...revoke, middleware: guards.open([404, 500]) }, async (c) => {
    await revokeToken(deps.ctxFor({ kind: 'nobody' }), bearerToken(c), addressGiven(addressOf(c)))
    return c.json({ msg: 'The token was revoked' }, 200)
  })
}

const addressGiven = (address: string | undefined) => (address === undefined ? {} : { address })
