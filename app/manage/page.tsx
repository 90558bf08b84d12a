import { notFound } from 'next/navigation'

/** Where a manage link that is over leads: there is nothing here. */
export default function ManagePage(): never {
  notFound()
}
