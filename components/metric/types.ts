import type { Outputs } from '@/server/trpc/caller'

type Owner = Outputs['owner']['metric']

export type MetricRow = Owner['list']['rows'][number]
export type Metric = Owner['get']
export type MetricUsage = NonNullable<Owner['usage']>
