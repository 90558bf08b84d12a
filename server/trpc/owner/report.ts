import { z } from 'zod'
import { MOVEMENT_KINDS } from '../../core/mrr-movement'
import type { Page } from '../../core/page'
import { readProductReport, readTaxReport } from '../../usecases/report-document'
import { readCohorts, readLifetime, readRevenueReport } from '../../usecases/report-mrr'
import { listMovements, listPaying, listReportDocuments } from '../../usecases/report-rows'
import { ownerProcedure, router } from '../trpc'
import { pageInput, pageOf, presentPage } from './page'

const month = z.string().regex(/^\d{4}-\d{2}$/)
const currency = z.string().length(3)
const months = z.object({ from: month.optional(), to: month.optional() })
const revenue = months.extend({ currency: currency.optional() })
const documents = months.extend({ brandId: z.uuid().optional() })

/** The rows of a page go on from ids. */
const paging = z.object({ ...pageInput.shape, after: z.uuid().optional(), before: z.uuid().optional() })

const taxPart = z.object({
  country: z.string().max(2).nullable(),
  state: z.string().max(100).nullable(),
  ratePpm: z.number().int(),
  note: z.enum(['reverse_charge', 'intra_community_supply', 'outside_eu']).nullable(),
})

/** What an owner's business did, month by month, and the rows behind each number. Amounts are in minor units. */
export const reportRouter = router({
  /** How monthly recurring revenue moved. */
  mrr: ownerProcedure.input(revenue).query(({ ctx, input }) => readRevenueReport(ctx.scope, input)),

  /** Customers by the month they began in, and what is left of them. */
  cohorts: ownerProcedure.input(revenue).query(({ ctx, input }) => readCohorts(ctx.scope, input)),

  /** What a customer is worth. */
  lifetime: ownerProcedure.input(revenue).query(({ ctx, input }) => readLifetime(ctx.scope, input)),

  /** Net, tax and gross by country and rate. */
  tax: ownerProcedure.input(documents).query(({ ctx, input }) => readTaxReport(ctx.scope, input)),

  /** Net revenue by product. */
  products: ownerProcedure.input(documents).query(({ ctx, input }) => readProductReport(ctx.scope, input)),

  /** The movements behind a number of the first three. */
  movements: ownerProcedure
    .input(
      z.object({ ...paging.shape, currency, from: month, to: month }).extend({
        kind: z.enum(MOVEMENT_KINDS).optional(),
        cohort: month.optional(),
      }),
    )
    .query(async ({ ctx, input }) =>
      presentRows(await listMovements(ctx.scope, input, pageOf(input)), input),
    ),

  /** The customers who brought something when a month began or ended. */
  paying: ownerProcedure
    .input(
      z.object({ ...paging.shape, currency, month, at: z.enum(['start', 'end']), cohort: month.optional() }),
    )
    .query(async ({ ctx, input }) => presentRows(await listPaying(ctx.scope, input, pageOf(input)), input)),

  /** The invoices and credit notes behind a number of the reports of tax and products. */
  documents: ownerProcedure
    .input(
      documents.extend({
        ...paging.shape,
        currency: currency.optional(),
        tax: taxPart.optional(),
        productId: z.uuid().nullable().optional(),
      }),
    )
    .query(async ({ ctx, input }) =>
      presentRows(await listReportDocuments(ctx.scope, input, pageOf(input)), input),
    ),
})

/** They are plain as they are: made for being shown. */
const presentRows = <T extends { id: string }>(found: Page<T>, asked: z.infer<typeof paging>) =>
  presentPage(found, asked, { cursor: ({ id }) => id, row: (row) => row })
