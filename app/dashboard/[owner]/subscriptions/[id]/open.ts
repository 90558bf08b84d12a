import { notFound } from 'next/navigation'
import { customerName } from '@/components/customer/name'
import type { OwnCustomer, OwnerMethod, OwnerSubscription } from '@/components/customer/owner-types'
import { chargedMethod } from '@/components/subscription/owner-terms'
import { type SubscriptionWords, subscriptionWords } from '@/components/subscription/subscription-words'
import { type DashboardPage, openDashboard, required } from '../../../open'

export type SubscriptionParams = Promise<{ owner: string; id: string }>

/** What each page of one of the owner's subscriptions starts from. */
export type SubscriptionPage = DashboardPage & {
  subscription: OwnerSubscription
  customer: OwnCustomer
  name: string
  methods: OwnerMethod[]
  discounts: { id: string; name: string }[]
  /** What a charge of it goes to. */
  method: OwnerMethod | undefined
  /** The input of procedures about it. */
  of: { ownerId: string; id: string }
  /** The address that its pages are below. */
  path: string
  t: SubscriptionWords
}

/** Opens a page of a subscription; another owner's is 404. */
export async function openSubscription(params: SubscriptionParams, below = ''): Promise<SubscriptionPage> {
  const { id } = await params
  const page = await openDashboard(params, `/subscriptions/${id}${below}`)
  const of = { ...page.key, id }
  const seen = await required(page.api.subscription.get(of))
  return {
    ...page,
    ...seen,
    name: customerName(seen.customer),
    method: chargedMethod(seen.methods, seen.subscription),
    of,
    path: `${page.base}/subscriptions/${id}`,
    t: subscriptionWords(page.words.locale),
  }
}

/** The same for a page that changes something: who may only look finds nothing there. */
export async function openSubscriptionToWrite(
  params: SubscriptionParams,
  below: string,
): Promise<SubscriptionPage> {
  const page = await openSubscription(params, below)
  return page.mayWrite ? page : notFound()
}

/** Tomorrow as a date field has it, where the owner is. */
export function tomorrow({ customer, owner }: Pick<SubscriptionPage, 'customer' | 'owner'>): string {
  const at = new Date(customer.now.getTime() + 86_400_000)
  // Swedish dates are ISO dates.
  return new Intl.DateTimeFormat('sv', { timeZone: owner.timezone }).format(at)
}
