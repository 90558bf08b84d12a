import type { Outputs } from '@/server/trpc/caller'

// What the home's procedures answer, by the names that its parts use.

type Procedures = Outputs['owner']['home']

export type Home = Procedures['get']
export type Need = Home['needs'][number]
export type Balance = Procedures['balances'][number]
