import { createRoute } from '@hono/zod-openapi'
import {
  createTaxType,
  deleteTaxType,
  listTaxTypes,
  replaceTaxType,
  requireTaxType,
} from '../../../usecases/tax-type'
import type { BillabearApp, RouteParts } from '../app'
import { answers, apiKey, Empty, extension, filter, jsonBody, path } from '../document'
import { listOf, mapPage, PageQuery, pageFrom, presentPage } from '../page'
import { presentTaxType, TaxType, TaxTypeInput, taxTypeFields } from '../present/tax'

const shared = { ...extension, tags: ['Tax'], security: apiKey }

const list = createRoute({
  ...shared,
  method: 'get',
  path: '/api/v1/tax/type',
  operationId: 'listTaxTypes',
  summary: 'List all tax types, oldest first',
  request: { query: PageQuery.extend({ name: filter() }) },
  responses: answers(200, listOf(TaxType), [400, 413]),
})

const create = createRoute({
  ...shared,
  method: 'post',
  path: '/api/v1/tax/type',
  operationId: 'createTaxType',
  summary: 'Create a tax type',
  request: jsonBody(TaxTypeInput),
  responses: answers(201, TaxType, [400]),
})

const fetchOne = createRoute({
  ...shared,
  method: 'get',
  path: '/api/v1/tax/type/{taxTypeId}',
  operationId: 'showTaxTypeById',
  summary: 'A tax type by id',
  parameters: path('taxTypeId'),
  responses: answers(200, TaxType, [404]),
})

const replace = createRoute({
  ...shared,
  method: 'put',
  path: '/api/v1/tax/type/{taxTypeId}',
  operationId: 'updateTaxType',
  summary: 'Replace a tax type; `default: true` takes it from the one that had it',
  parameters: path('taxTypeId'),
  request: jsonBody(TaxTypeInput),
  responses: answers(202, TaxType, [400, 404]),
})

const remove = createRoute({
  ...shared,
  method: 'delete',
  path: '/api/v1/tax/type/{taxTypeId}',
  operationId: 'deleteTaxType',
  summary: 'Delete a tax type that no product and no rule has',
  parameters: path('taxTypeId'),
  responses: answers(202, Empty, [404, 409]),
})

export function taxTypeRoutes(app: BillabearApp, { guards }: RouteParts): void {
  app.openapi({ ...list, middleware: guards.owner() }, async (c) => {
    const { name, ...query } = c.req.valid('query')
    const page = await listTaxTypes(c.get('owner'), { name }, pageFrom(query))
    return c.json(presentPage(mapPage(page, presentTaxType)), 200)
  })
  app.openapi({ ...create, middleware: guards.owner() }, async (c) =>
    c.json(presentTaxType(await createTaxType(c.get('owner'), taxTypeFields(c.req.valid('json')))), 201),
  )
  app.openapi({ ...fetchOne, middleware: guards.owner() }, async (c) =>
    c.json(presentTaxType(await requireTaxType(c.get('owner'), c.req.param('taxTypeId'))), 200),
  )
  app.openapi({ ...replace, middleware: guards.owner() }, async (c) => {
    const fields = taxTypeFields(c.req.valid('json'))
    return c.json(presentTaxType(await replaceTaxType(c.get('owner'), c.req.param('taxTypeId'), fields)), 202)
  })
  app.openapi({ ...remove, middleware: guards.owner() }, async (c) => {
    await deleteTaxType(c.get('owner'), c.req.param('taxTypeId'))
    return c.json({}, 202)
  })
}
