import { notFound } from 'next/navigation'
import { openPage, type PortalParams } from '../../open'

/** An address that leads to no page of a customer: said inside the customer's frame. */
export default async function NoSuchPage({ params }: { params: PortalParams }) {
  await openPage(params)
  notFound()
}
