import type { Outputs } from '@/server/trpc/caller'

type Owner = Outputs['owner']['tax']

export type TaxAnswer = Owner['preview']
export type TaxChoices = Owner['choices']
export type TaxCountryRow = Owner['countries']['rows'][number]
export type TaxCountry = Owner['country']
export type TaxState = TaxCountry['states'][number]
export type TaxRule = TaxCountry['rules'][number]
export type TaxType = Owner['types']['rows'][number]
