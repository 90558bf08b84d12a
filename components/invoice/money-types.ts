import type { Outputs } from '@/server/trpc/caller'

// What the owner's procedures about money answer, by the names that the pages use.

type Owner = Outputs['owner']

export type InvoiceListRow = Owner['invoice']['list']['rows'][number]
export type InvoiceFile = Owner['invoice']['get']
export type MoneyChoices = Owner['invoice']['filters']
export type PaymentListRow = Owner['payment']['list']['rows'][number]
export type PaymentFile = Owner['payment']['get']
export type DisputeRow = Owner['dispute']['list']['rows'][number]
export type DisputeFile = Owner['dispute']['get']
export type CreditPreview = Owner['creditNote']['preview']
export type PaidBy = InvoiceFile['charges']
export type Recorded = InvoiceFile['events'][number]
