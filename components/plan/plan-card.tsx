import { Check } from 'lucide-react'
import type { ReactNode } from 'react'
import { cx } from '@/components/ui/cx'

export interface PlanCardProps {
  id: string
  title: ReactNode
  chip?: ReactNode
  description: string
  /** "€49.00" */
  price: ReactNode
  /** "per month" */
  per: ReactNode
  /** What helps to compare: the price by the month, whether tax is in it. */
  aside: string
  features: readonly string[]
  /** "What is in Team" */
  featuresLabel: string
  look?: 'plain' | 'chosen'
  level?: 2 | 3
  /** The next steps. */
  children?: ReactNode
}

/** A plan at one price, as customers compare it; drawn from texts alone, so that forms can preview it. */
export function PlanCard(props: PlanCardProps) {
  const { id, title, chip, description, price, per, aside, features, featuresLabel, children } = props
  const Heading = props.level === 3 ? 'h3' : 'h2'
  return (
    <article
      aria-labelledby={id}
      className={cx(
        'flex flex-col rounded-lg border bg-surface p-5 shadow-low',
        props.look === 'chosen' && 'border-accent shadow-[inset_0_0_0_1px_var(--accent)]',
      )}
    >
      <header className="flex min-h-6 items-start justify-between gap-3">
        <Heading id={id} className="text-lg font-semibold tracking-tight">
          {title}
        </Heading>
        {chip}
      </header>
      {description !== '' && <p className="mt-0.5 text-ink-2 sm:min-h-[3em]">{description}</p>}
      <p className="mt-4 flex flex-wrap items-baseline gap-x-2">
        <span className="num text-3xl font-semibold tracking-[-0.02em]">{price}</span>
        <span className="text-ink-2">{per}</span>
      </p>
      <p className="text-sm text-ink-3 empty:hidden">{aside}</p>
      {features.length > 0 && (
        <ul aria-label={featuresLabel} className="mt-4 grid gap-2">
          {features.map((feature) => (
            <li key={feature} className="flex gap-2">
              <Check aria-hidden="true" className="mt-[3px] size-3.5 shrink-0 text-accent" />
              {feature}
            </li>
          ))}
        </ul>
      )}
      <div className="mt-auto grid gap-1 pt-6">{children}</div>
    </article>
  )
}
