import { notFound } from 'next/navigation'
import { type DashboardParams, openDashboard } from '../../open'

/** An address that leads to no page of an owner: said inside the owner's frame. */
export default async function NoSuchPage({ params }: { params: DashboardParams }) {
  await openDashboard(params)
  notFound()
}
