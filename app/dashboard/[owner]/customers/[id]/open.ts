import { notFound } from 'next/navigation'
import { type CustomerWords, customerWords } from '@/components/customer/customer-words'
import { customerName } from '@/components/customer/name'
import type { OwnCustomer } from '@/components/customer/owner-types'
import { type DashboardPage, openDashboard, required } from '../../../open'

export type CustomerParams = Promise<{ owner: string; id: string }>

/** What each page of one of the owner's customers starts from. */
export type CustomerPage = DashboardPage & {
  customer: OwnCustomer
  name: string
  /** The input of procedures about it. */
  of: { ownerId: string; customerId: string }
  /** The address that its pages are below. */
  path: string
  t: CustomerWords
}

/** Opens a page of a customer; another owner's is 404. */
export async function openCustomer(params: CustomerParams, below = ''): Promise<CustomerPage> {
  const { id } = await params
  const page = await openDashboard(params, `/customers/${id}${below}`)
  const customer = await required(page.api.customer.get({ ...page.key, customerId: id }))
  return {
    ...page,
    customer,
    name: customerName(customer),
    of: { ...page.key, customerId: customer.id },
    path: `${page.base}/customers/${customer.id}`,
    t: customerWords(page.words.locale),
  }
}

/** The same for a page that changes something: who may only look finds nothing there. */
export async function openCustomerToWrite(params: CustomerParams, below: string): Promise<CustomerPage> {
  const page = await openCustomer(params, below)
  return page.mayWrite ? page : notFound()
}
