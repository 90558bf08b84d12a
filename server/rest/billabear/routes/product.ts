import { createRoute, z } from '@hono/zod-openapi'
import { createPrice, listPrices } from '../../../usecases/price'
import {
  createProduct,
  listProducts,
  replaceProduct,
  requireProduct,
  setProductTaxRate,
} from '../../../usecases/product'
import type { BillabearApp, RouteParts } from '../app'
import { answers, apiKey, extension, filter, jsonBody, path } from '../document'
import { listOf, mapPage, PageQuery, pageFrom, presentPage } from '../page'
import { ppmOrNull, rate } from '../present/customer'
import { Price, PriceInput, presentPrice, priceFields } from '../present/price'
import { Product, ProductInput, presentProduct, productFields } from '../present/product'

const list = createRoute({
  method: 'get',
  path: '/api/v1/product',
  operationId: 'listProduct',
  tags: ['Products'],
  summary: 'List all products, oldest first',
  security: apiKey,
  request: {
    query: PageQuery.extend({
      name: filter(),
      external_reference: filter(),
    }),
  },
  responses: answers(200, listOf(Product), [400, 413]),
})

const create = createRoute({
  method: 'post',
  path: '/api/v1/product',
  operationId: 'createProduct',
  tags: ['Products'],
  summary: 'Create a product',
  security: apiKey,
  request: jsonBody(ProductInput),
  responses: answers(201, Product, [400]),
})

const fetchOne = createRoute({
  method: 'get',
  path: '/api/v1/product/{productId}',
  operationId: 'showProductById',
  tags: ['Products'],
  summary: 'A product by id',
  security: apiKey,
  parameters: path('productId'),
  responses: answers(200, Product, [404]),
})

const replace = createRoute({
  method: 'put',
  path: '/api/v1/product/{productId}',
  operationId: 'updateProduct',
  tags: ['Products'],
  summary: 'Replace a product; `external_reference` stays when it is left out',
  security: apiKey,
  parameters: path('productId'),
  request: jsonBody(ProductInput),
  responses: answers(202, Product, [400, 404]),
})

const taxRate = createRoute({
  ...extension,
  method: 'post',
  path: '/api/v1/product/{productId}/tax-rate',
  operationId: 'setProductTaxRate',
  tags: ['Products'],
  summary: "The product's own rate of tax in percent; null: the rules of brand and country",
  security: apiKey,
  parameters: path('productId'),
  request: jsonBody(z.object({ tax_rate: rate.nullable() }).openapi({ example: { tax_rate: 7 } })),
  responses: answers(202, Product, [400, 404]),
})

const prices = createRoute({
  method: 'get',
  path: '/api/v1/product/{productId}/price',
  operationId: 'listPrice',
  tags: ['Prices', 'Products'],
  summary: 'List the prices of a product, oldest first',
  security: apiKey,
  parameters: path('productId'),
  request: { query: PageQuery },
  responses: answers(200, listOf(Price), [400, 404, 413]),
})

const addPrice = createRoute({
  method: 'post',
  path: '/api/v1/product/{productId}/price',
  operationId: 'createPrice',
  tags: ['Prices', 'Products'],
  summary: 'Create a price of a product',
  security: apiKey,
  parameters: path('productId'),
  request: jsonBody(PriceInput),
  responses: answers(201, Price, [400, 404]),
})

export function productRoutes(app: BillabearApp, { guards }: RouteParts): void {
  app.openapi({ ...list, middleware: guards.owner() }, async (c) => {
    const query = c.req.valid('query')
    const found = { name: query.name, externalReference: query.external_reference }
    const page = await listProducts(c.get('owner'), found, pageFrom(query))
    return c.json(presentPage(mapPage(page, presentProduct)), 200)
  })
  app.openapi({ ...create, middleware: guards.owner() }, async (c) => {
    const created = await createProduct(c.get('owner'), productFields(c.req.valid('json')))
    return c.json(presentProduct(created), 201)
  })
  app.openapi({ ...fetchOne, middleware: guards.owner() }, async (c) =>
    c.json(presentProduct(await requireProduct(c.get('owner'), c.req.param('productId'))), 200),
  )
  app.openapi({ ...replace, middleware: guards.owner() }, async (c) => {
    const fields = productFields(c.req.valid('json'))
    return c.json(presentProduct(await replaceProduct(c.get('owner'), c.req.param('productId'), fields)), 202)
  })
  app.openapi({ ...taxRate, middleware: guards.owner() }, async (c) => {
    const ratePpm = ppmOrNull(c.req.valid('json').tax_rate)
    const changed = await setProductTaxRate(c.get('owner'), c.req.param('productId'), ratePpm)
    return c.json(presentProduct(changed), 202)
  })
  app.openapi({ ...prices, middleware: guards.owner() }, async (c) => {
    const of = c.req.param('productId')
    const page = await listPrices(c.get('owner'), of, pageFrom(c.req.valid('query')))
    return c.json(presentPage(mapPage(page, presentPrice)), 200)
  })
  app.openapi({ ...addPrice, middleware: guards.owner() }, async (c) => {
    const fields = priceFields(c.req.valid('json'))
    return c.json(presentPrice(await createPrice(c.get('owner'), c.req.param('productId'), fields)), 201)
  })
}
