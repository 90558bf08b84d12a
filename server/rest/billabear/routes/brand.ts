import { createRoute } from '@hono/zod-openapi'
import { createBrand, listBrands, replaceBrand, requireBrand } from '../../../usecases/brand'
import type { BillabearApp, RouteParts } from '../app'
import { answers, apiKey, extension, filter, jsonBody, path } from '../document'
import { listOf, mapPage, PageQuery, pageFrom, presentPage } from '../page'
import { Brand, BrandInput, brandFields, presentBrand } from '../present/brand'

const shared = { ...extension, tags: ['Brands'], security: apiKey }

const list = createRoute({
  ...shared,
  method: 'get',
  path: '/api/v1/brand',
  operationId: 'listBrands',
  summary: 'List all brands, oldest first',
  request: { query: PageQuery.extend({ name: filter(), code: filter('the exact code') }) },
  responses: answers(200, listOf(Brand), [400, 413]),
})

const create = createRoute({
  ...shared,
  method: 'post',
  path: '/api/v1/brand',
  operationId: 'createBrand',
  summary: 'Create a brand; customers are created in it by its code',
  request: jsonBody(BrandInput),
  responses: answers(201, Brand, [400]),
})

const fetchOne = createRoute({
  ...shared,
  method: 'get',
  path: '/api/v1/brand/{brandId}',
  operationId: 'showBrandById',
  summary: 'A brand by id',
  parameters: path('brandId'),
  responses: answers(200, Brand, [404]),
})

const replace = createRoute({
  ...shared,
  method: 'put',
  path: '/api/v1/brand/{brandId}',
  operationId: 'updateBrand',
  summary: 'Replace a brand; issued invoices keep what they said',
  parameters: path('brandId'),
  request: jsonBody(BrandInput),
  responses: answers(202, Brand, [400, 404]),
})

export function brandRoutes(app: BillabearApp, { guards }: RouteParts): void {
  app.openapi({ ...list, middleware: guards.owner() }, async (c) => {
    const query = c.req.valid('query')
    const page = await listBrands(c.get('owner'), { name: query.name, code: query.code }, pageFrom(query))
    return c.json(presentPage(mapPage(page, presentBrand)), 200)
  })
  app.openapi({ ...create, middleware: guards.owner() }, async (c) =>
    c.json(presentBrand(await createBrand(c.get('owner'), brandFields(c.req.valid('json')))), 201),
  )
  app.openapi({ ...fetchOne, middleware: guards.owner() }, async (c) =>
    c.json(presentBrand(await requireBrand(c.get('owner'), c.req.param('brandId'))), 200),
  )
  app.openapi({ ...replace, middleware: guards.owner() }, async (c) => {
    const fields = brandFields(c.req.valid('json'))
    return c.json(presentBrand(await replaceBrand(c.get('owner'), c.req.param('brandId'), fields)), 202)
  })
}
