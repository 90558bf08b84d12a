import { type MovementRow, type PayingRow, pageMovements, pagePaying } from '@/db/queries/mrr-report'
import { type DocumentRow, type PartFilter, pageDocuments } from '@/db/queries/report-document'
import type { MovementKind } from '../core/mrr-movement'
import type { Page, PageInput } from '../core/page'
import type { OwnerCtx } from '../ctx'
import { reportMonth, reportMonths } from './report'
import { type DocumentRange, documentsOf } from './report-document'

// The rows behind each number of a report: what is listed adds up to what the report says.

export type { DocumentRow, MovementRow, PayingRow }

export type MovementRange = {
  currency: string
  from: string
  to: string
  kind?: MovementKind | undefined
  /** Only of customers who began in this month. */
  cohort?: string | undefined
}

/** The movements of monthly revenue of some months, oldest first. */
export function listMovements(
  ctx: OwnerCtx,
  range: MovementRange,
  page: PageInput,
): Promise<Page<MovementRow>> {
  const months = reportMonths(ctx, range)
  const { currency, kind } = range
  const filter = {
    ownerId: ctx.owner.id,
    currency,
    kind,
    from: months[0]?.startAt ?? ctx.now,
    before: months.at(-1)?.endAt ?? ctx.now,
    cohort: range.cohort === undefined ? undefined : reportMonth(ctx, range.cohort),
  }
  return pageMovements(ctx.db, filter, page)
}

/** The customers who brought something a month when a month began or ended, and how much. */
export function listPaying(
  ctx: OwnerCtx,
  of: { currency: string; month: string; at: 'start' | 'end'; cohort?: string | undefined },
  page: PageInput,
): Promise<Page<PayingRow>> {
  const month = reportMonth(ctx, of.month)
  const filter = {
    ownerId: ctx.owner.id,
    currency: of.currency,
    before: of.at === 'start' ? month.startAt : month.endAt,
    cohort: of.cohort === undefined ? undefined : reportMonth(ctx, of.cohort),
  }
  return pagePaying(ctx.db, filter, page)
}

/** The invoices and credit notes that have a part in a number of the reports of tax and products, by day of issue. */
export async function listReportDocuments(
  ctx: OwnerCtx,
  of: DocumentRange & PartFilter,
  page: PageInput,
): Promise<Page<DocumentRow>> {
  const { filter } = await documentsOf(ctx, of)
  const { currency, tax, productId } = of
  return pageDocuments(ctx.db, { ...filter, currency, tax, productId }, page)
}
