import type { ReactNode } from 'react'

export interface EmptyStateProps {
  icon?: ReactNode
  title: ReactNode
  /** What would be here, and how it gets here. */
  children?: ReactNode
  /** The next step. */
  action?: ReactNode
}

export function EmptyState({ icon, title, children, action }: EmptyStateProps) {
  return (
    <div className="grid justify-items-center gap-1 px-6 py-12 text-center">
      {icon !== undefined && (
        <span
          aria-hidden="true"
          className="mb-3 grid size-11 place-items-center rounded-full bg-sunken text-ink-3 [&>svg]:size-5"
        >
          {icon}
        </span>
      )}
      <div className="text-lg font-semibold tracking-tight">{title}</div>
      {children !== undefined && <p className="max-w-96 text-ink-2">{children}</p>}
      {Boolean(action) && <div className="mt-4 flex flex-wrap justify-center gap-2">{action}</div>}
    </div>
  )
}
