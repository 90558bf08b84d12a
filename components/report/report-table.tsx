import Link from 'next/link'
import { cx } from '@/components/ui/cx'
import type { Report } from './model'

/**
 * The numbers of a report, each a link to the rows behind it. Wider than the page it scrolls by itself, with what a
 * row is about staying in sight.
 */
export function ReportTable({ caption, report }: { caption: string; report: Report }) {
  const [first, ...others] = report.head
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keyboard.
    <section aria-label={caption} tabIndex={0} className="overflow-x-auto rounded-lg">
      <table className="w-full border-collapse">
        <caption className="sr-only">{caption}</caption>
        <thead>
          <tr className="border-b">
            <th scope="col" className={cx(HEAD, FIRST, 'text-left')}>
              {first}
            </th>
            {others.map((name, at) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: columns have no other name, and never move.
              <th key={at} scope="col" className={cx(HEAD, 'px-3 text-right last:pr-5')}>
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {report.rows.map(({ key, cells, weight }) => (
            <tr key={key} className={cx('border-b last:border-b-0', weight === 'total' && 'font-semibold')}>
              {cells.map((cell, at) =>
                at === 0 ? (
                  // biome-ignore lint/suspicious/noArrayIndexKey: as above.
                  <th key={at} scope="row" className={cx(FIRST, 'h-10 text-left font-medium')}>
                    {cell.text}
                  </th>
                ) : (
                  <td
                    // biome-ignore lint/suspicious/noArrayIndexKey: as above.
                    key={at}
                    className="num h-10 px-3 text-right whitespace-nowrap last:pr-5"
                    style={cell.shade === undefined ? undefined : { background: shadeOf(cell.shade) }}
                  >
                    {cell.href === undefined ? (
                      <span
                        className={
                          cell.text === '—' || cell.raw === 0 || /^0(\.0+)?$/.test(String(cell.raw))
                            ? 'text-ink-3'
                            : undefined
                        }
                      >
                        {cell.text}
                      </span>
                    ) : (
                      <Link href={cell.href} className="inline-flex min-h-6 items-center hover:underline">
                        {cell.text}
                      </Link>
                    )}
                  </td>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

const HEAD = 'h-9 text-xs font-medium whitespace-nowrap text-ink-3'
const FIRST = 'sticky left-0 bg-surface pr-3 pl-5 whitespace-nowrap max-sm:pl-4'

const shadeOf = (part: number): string =>
  `color-mix(in srgb, var(--accent) ${Math.round(4 + part * 18)}%, transparent)`
