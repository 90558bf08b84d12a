import { cx } from './cx'

/** A grey shape where something will stand. Give it the size of what comes. */
export function Skeleton({ className }: { className?: string }) {
  return (
    <span
      aria-hidden="true"
      className={cx('block animate-[ui-shimmer_1.6s_ease-in-out_infinite] rounded-sm bg-line', className)}
    />
  )
}

/** Lines of text; the last one is shorter. */
export function SkeletonText({ lines = 3 }: { lines?: number }) {
  return (
    <div className="grid gap-2.5">
      {widths(lines).map(({ key, width }) => (
        <Skeleton key={key} className={cx('h-3.5', width)} />
      ))}
    </div>
  )
}

/** A card with a heading and content. `label` says "Loading invoices" to those who do not see the shape. */
export function SkeletonCard({ label, lines = 3 }: { label: string; lines?: number }) {
  return (
    <div role="status" className="rounded-lg border bg-surface p-5 shadow-low">
      <span className="sr-only">{label}</span>
      <Skeleton className="mb-4 h-4 w-32" />
      <SkeletonText lines={lines} />
    </div>
  )
}

/** Rows of a table, as tall as the real ones. */
export function SkeletonTable({ label, rows = 5 }: { label: string; rows?: number }) {
  return (
    <div role="status" className="divide-y">
      <span className="sr-only">{label}</span>
      {widths(rows).map(({ key }) => (
        <div key={key} className="flex h-11.5 items-center gap-6 px-5 max-sm:h-16">
          <Skeleton className="h-3.5 w-28" />
          <Skeleton className="h-3.5 w-40 max-sm:hidden" />
          <Skeleton className="ml-auto h-5 w-16 rounded-full" />
          <Skeleton className="h-3.5 w-20" />
        </div>
      ))}
    </div>
  )
}

function widths(count: number): { key: string; width: string }[] {
  return Array.from({ length: count }, (_, at) => ({
    key: `line-${at}`,
    width: at === count - 1 ? 'w-3/5' : 'w-full',
  }))
}
