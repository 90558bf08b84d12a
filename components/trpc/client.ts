import { createTRPCClient, httpLink } from '@trpc/client'
import superjson from 'superjson'
import type { AppRouter } from '@/server/trpc/root'

/** The procedures by HTTP, for client components. Loaded with the first thing a person does, not with the page. */
export const client = createTRPCClient<AppRouter>({
  links: [httpLink({ url: '/api/trpc', transformer: superjson })],
})

export type PortalClient = typeof client.portal
export type OwnerClient = typeof client.owner
