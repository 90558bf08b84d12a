import type { Outputs } from '@/server/trpc/caller'

export type BrandRow = Outputs['owner']['brand']['list']['rows'][number]
export type Brand = Outputs['owner']['brand']['get']
