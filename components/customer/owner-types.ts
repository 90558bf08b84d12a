import type { Outputs } from '@/server/trpc/caller'

// What the procedures answer, by the names that the dashboard's pages of customers and subscriptions use.

type Owner = Outputs['owner']

export type OwnCustomer = Owner['customer']['get']
export type CustomerDetail = Owner['customer']['detail']
export type ListedCustomer = Owner['customer']['list']['customers'][number]
export type CreditEntry = Owner['customer']['credit']['entries'][number]
export type OwnerSubscription = Owner['subscription']['get']['subscription']
export type ListedSubscription = Owner['subscription']['list']['subscriptions'][number]
export type OwnerOffer = Owner['subscription']['offers'][number]
export type CallPreview = Owner['subscription']['previewStart']
export type OwnerMethod = Owner['customer']['methods'][number]
