import type { Outputs } from '@/server/trpc/caller'

type Owner = Outputs['owner']

export type PlanRow = Owner['plan']['list']['rows'][number]
export type Plan = Owner['plan']['get']
export type PlanChoices = Owner['plan']['choices']
export type Feature = Owner['feature']['list']['rows'][number]
export type CheckoutLink = Owner['checkout']['list']['rows'][number]
