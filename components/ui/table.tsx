import { ArrowDown, ArrowUp, ChevronsUpDown } from 'lucide-react'
import Link from 'next/link'
import type { ReactNode } from 'react'
import { cx } from './cx'

export type SortDirection = 'asc' | 'desc'

export interface Column<Row> {
  key: string
  header: ReactNode
  cell: (row: Row) => ReactNode
  /** `end` for amounts and counts. */
  align?: 'start' | 'end'
  /** `quiet` for what is read second. */
  weight?: 'normal' | 'quiet'
  /**
   * Where the cell goes when the table becomes a list on a phone: `title` and `value` share the first line,
   * `detail` and `status` the second, `action` follows below, `hidden` is left out.
   */
  phone?: 'title' | 'value' | 'detail' | 'status' | 'action' | 'hidden'
  sortable?: boolean
  /** A CSS width for columns that must not grow. */
  width?: string
}

export interface TableSort {
  by: string
  direction: SortDirection
  /** The address of this page sorted so. */
  href: (by: string, direction: SortDirection) => string
}

export interface TableProps<Row> {
  /** What the table lists; read out first, not shown. */
  caption: string
  columns: readonly Column<Row>[]
  rows: readonly Row[]
  rowKey: (row: Row) => string
  /** Where a row leads. The link is in the first column and covers the whole row. */
  rowHref?: (row: Row) => string | null
  sort?: TableSort
  /** Instead of the table when there are no rows. */
  empty?: ReactNode
}

/** Rows of things, with sorting by link, and a list on a phone. */
export function Table<Row>({ caption, columns, rows, rowKey, rowHref, sort, empty }: TableProps<Row>) {
  if (rows.length === 0 && empty !== undefined) return <>{empty}</>
  return (
    <div className="min-w-0 sm:overflow-x-auto">
      <table {...ROLE.table} className="w-full border-collapse max-sm:block">
        <caption className="sr-only">{caption}</caption>
        <thead {...ROLE.rowgroup} className="max-sm:sr-only">
          <tr {...ROLE.row} className="border-b">
            {columns.map((column) => (
              <HeaderCell key={column.key} column={column} sort={sort} />
            ))}
          </tr>
        </thead>
        <tbody {...ROLE.rowgroup} className="max-sm:block">
          {rows.map((row) => (
            <BodyRow key={rowKey(row)} row={row} columns={columns} href={rowHref?.(row) ?? null} />
          ))}
        </tbody>
      </table>
    </div>
  )
}

/** Spelled out because `display: flex` and `block`, which make it a list on a phone, take the roles away in Safari. */
const ROLE = {
  table: { role: 'table' },
  rowgroup: { role: 'rowgroup' },
  row: { role: 'row' },
  columnheader: { role: 'columnheader' },
  cell: { role: 'cell' },
} as const

const EDGES = 'first:pl-5 last:pr-5 px-3'

function HeaderCell<Row>({ column, sort }: { column: Column<Row>; sort: TableSort | undefined }) {
  const isEnd = column.align === 'end'
  const isSorted = sort?.by === column.key
  const ariaSort = isSorted ? (sort.direction === 'asc' ? 'ascending' : 'descending') : undefined
  const Arrow = isSorted ? (sort.direction === 'asc' ? ArrowUp : ArrowDown) : ChevronsUpDown
  return (
    <th
      {...ROLE.columnheader}
      scope="col"
      aria-sort={ariaSort}
      style={column.width === undefined ? undefined : { width: column.width }}
      className={cx(
        EDGES,
        'h-9 text-xs font-medium whitespace-nowrap text-ink-3',
        isEnd ? 'text-right' : 'text-left',
      )}
    >
      {sort !== undefined && column.sortable ? (
        <Link
          href={sort.href(column.key, isSorted && sort.direction === 'asc' ? 'desc' : 'asc')}
          scroll={false}
          className={cx(
            'group inline-flex min-h-6 items-center gap-1 rounded-sm hover:text-ink',
            isSorted && 'text-ink',
            isEnd && 'flex-row-reverse',
          )}
        >
          {column.header}
          <Arrow
            aria-hidden="true"
            className={cx('size-3', !isSorted && 'opacity-50 group-hover:opacity-100')}
          />
        </Link>
      ) : (
        column.header
      )}
    </th>
  )
}

const ON_PHONE = {
  title: 'max-sm:order-1 max-sm:flex-[1_1_55%] max-sm:font-medium',
  value: 'max-sm:order-2 max-sm:ml-auto max-sm:text-right max-sm:font-medium',
  detail: 'max-sm:order-4 max-sm:flex-[1_1_55%] max-sm:text-sm',
  status: 'max-sm:order-5 max-sm:ml-auto max-sm:text-right',
  action: 'max-sm:order-6 max-sm:basis-full max-sm:text-left!',
  hidden: 'max-sm:hidden',
}

function BodyRow<Row>({
  row,
  columns,
  href,
}: {
  row: Row
  columns: readonly Column<Row>[]
  href: string | null
}) {
  return (
    <tr
      {...ROLE.row}
      className={cx(
        'relative border-b last:border-b-0 max-sm:flex max-sm:flex-wrap max-sm:items-center max-sm:gap-x-3 max-sm:gap-y-1 max-sm:px-4 max-sm:py-3',
        href !== null &&
          'hover:bg-[color-mix(in_srgb,var(--ink)_3%,transparent)] has-[a[data-row]:focus-visible]:outline-2 has-[a[data-row]:focus-visible]:-outline-offset-2 has-[a[data-row]:focus-visible]:outline-accent',
      )}
    >
      {columns.map((column, at) => (
        <td
          key={column.key}
          {...ROLE.cell}
          className={cx(
            'sm:h-11.5 sm:py-2 max-sm:p-0',
            'sm:px-3 sm:first:pl-5 sm:last:pr-5',
            column.align === 'end' && 'num sm:text-right',
            column.weight === 'quiet' && 'text-ink-2',
            ON_PHONE[column.phone ?? 'detail'],
          )}
        >
          {at === 0 && href !== null ? (
            <Link href={href} data-row="" className="outline-none after:absolute after:inset-0">
              {column.cell(row)}
            </Link>
          ) : (
            column.cell(row)
          )}
        </td>
      ))}
    </tr>
  )
}

/** Wraps a control inside a row that is itself a link, so that it can be pressed. */
export function RowAction({ children }: { children: ReactNode }) {
  return <span className="relative z-10 inline-flex gap-1">{children}</span>
}
