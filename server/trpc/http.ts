import { fetchRequestHandler } from '@trpc/server/adapters/fetch'
import { contextFrom } from './caller'
import { appRouter } from './root'

export const TRPC_PATH = '/api/trpc'

/** Answers `/api/trpc/*`. */
export async function answerTrpc(
  request: Request,
  from: { address?: string | undefined },
): Promise<Response> {
  // The session cookie is not sent by other sites' forms, and a browser says where a request comes from.
  const site = request.headers.get('sec-fetch-site')
  if (site !== null && site !== 'same-origin' && site !== 'none') return new Response(null, { status: 403 })
  return fetchRequestHandler({
    endpoint: TRPC_PATH,
    req: request,
    router: appRouter,
    createContext: () => contextFrom(request.headers, from),
    onError: ({ error, path }) => {
      if (error.code === 'INTERNAL_SERVER_ERROR') console.error(`tRPC ${path ?? '?'}:`, error.cause ?? error)
    },
  })
}
