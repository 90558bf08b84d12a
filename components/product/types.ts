import type { Outputs } from '@/server/trpc/caller'

// What the owner's procedures answer, by the names that pages use.

type Owner = Outputs['owner']

export type ProductRow = Owner['product']['list']['rows'][number]
export type Product = Owner['product']['get']
export type TaxTypeChoice = Owner['product']['taxTypes'][number]
export type PriceRow = Owner['price']['list']['rows'][number]
export type PriceFacts = Owner['price']['facts']
