import type { Outputs } from '@/server/trpc/caller'

// What the procedures answer, by the names that the pages use.

type Portal = Outputs['portal']

export type Customer = Portal['customer']['get']
export type CustomerChoice = Portal['customer']['list'][number]
export type Overview = Portal['customer']['overview']
export type NextCharge = NonNullable<Overview['next']>
export type OpenInvoice = Overview['open'][number]
export type Subscription = NonNullable<Portal['subscription']['get']>
export type Leaving = Portal['subscription']['leaving']
export type Method = Portal['paymentMethod']['list'][number]
export type PlanOffer = Portal['plan']['list'][number]
export type Offer = Subscription['offer']
export type Preview = Portal['subscription']['preview']
export type Draft = NonNullable<Preview['invoice']>
export type InvoiceRow = Portal['invoice']['list']['invoices'][number]
export type RecentInvoice = Overview['recent'][number]
export type InvoiceView = Portal['invoice']['get']
export type ChargeAnswer = Portal['invoice']['pay']

type Public = Outputs['public']

export type CheckoutPage = Public['checkout']['view']
export type CheckoutSession = Public['checkout']['session']
export type PayablePage = Public['invoice']['view']
export type PublicPayAnswer = Public['invoice']['pay']
