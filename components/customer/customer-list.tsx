import { ChevronRight } from 'lucide-react'
import Link from 'next/link'
import { Chip } from '@/components/ui/chip'
import type { Words } from '@/components/words'
import type { CustomerChoice } from '../portal/types'
import { customerName, initials } from './name'

/** The customers of one person, each leading to its pages. */
export function CustomerList({ customers, words }: { customers: readonly CustomerChoice[]; words: Words }) {
  return (
    <ul className="divide-y overflow-hidden rounded-lg border bg-surface shadow-low">
      {customers.map((customer) => (
        <li key={customer.id}>
          <Link
            href={`/portal/${customer.id}`}
            className="flex items-center gap-3 px-5 py-3.5 -outline-offset-2 hover:bg-sunken"
          >
            <span
              aria-hidden="true"
              className="grid size-9 shrink-0 place-items-center rounded-full border bg-sunken text-sm font-semibold text-ink-2"
            >
              {initials(customerName(customer))}
            </span>
            <span className="min-w-0 flex-1">
              <span className="block truncate font-medium">{customerName(customer)}</span>
              <span className="block truncate text-sm text-ink-3">{customer.brandName}</span>
            </span>
            {customer.role === 'viewer' && <Chip dot="hidden">{words.t('switcher.viewer')}</Chip>}
            <ChevronRight aria-hidden="true" className="size-4 text-ink-3" />
          </Link>
        </li>
      ))}
    </ul>
  )
}
