import { createRoute, z } from '@hono/zod-openapi'
import {
  addTaxRule,
  deleteTaxRule,
  listTaxCountries,
  listTaxRules,
  putTaxCountry,
  putTaxState,
  requireTaxCountry,
  requireTaxState,
} from '../../../usecases/tax-country'
import type { BillabearApp, RouteParts } from '../app'
import type { BillabearContext } from '../auth'
import { answers, apiKey, Empty, extension, filter, jsonBody } from '../document'
import { PageRefusal } from '../error'
import { listOf, mapPage, PageQuery, pageFrom, presentPage } from '../page'
import {
  presentTaxCountry,
  presentTaxRule,
  presentTaxState,
  TaxCountry,
  TaxCountryInput,
  TaxRule,
  TaxRuleInput,
  TaxState,
  TaxStateInput,
  taxCountryFields,
  taxRuleFields,
  taxStateFields,
} from '../present/tax'

const shared = { ...extension, tags: ['Tax'], security: apiKey }

const inPath = (name: string, schema: { description?: string; format?: string; example?: string }) => ({
  name,
  in: 'path' as const,
  required: true,
  schema: { type: 'string' as const, ...schema },
})
const ofCountry = inPath('code', { description: 'ISO 3166-1 alpha-2', example: 'DE' })
const ofState = inPath('state', { description: 'the code of a state or province', example: 'TX' })
const ofRule = inPath('ruleId', { description: 'id of a rule', format: 'uuid' })

const yesOrNo = z.enum(['true', 'false']).optional()
const RuleQuery = PageQuery.extend({ tax_type: filter('the id of a tax type') })

const list = createRoute({
  ...shared,
  method: 'get',
  path: '/api/v1/tax/country',
  operationId: 'listTaxCountries',
  summary: 'List the countries that are set up, by code; `last_key` is a code',
  request: {
    query: PageQuery.extend({
      collecting: yesOrNo,
      in_eu: yesOrNo,
      last_key: z.string().optional().openapi({ description: 'the code that the page before ended with' }),
    }),
  },
  responses: answers(200, listOf(TaxCountry), [400, 413]),
})

const fetchOne = createRoute({
  ...shared,
  method: 'get',
  path: '/api/v1/tax/country/{code}',
  operationId: 'showTaxCountry',
  summary: 'A country that is set up, with its rules and states',
  parameters: [ofCountry],
  responses: answers(200, TaxCountry, [404]),
})

const put = createRoute({
  ...shared,
  method: 'put',
  path: '/api/v1/tax/country/{code}',
  operationId: 'putTaxCountry',
  summary: 'Set a country up, or change what is given of it',
  parameters: [ofCountry],
  request: jsonBody(TaxCountryInput),
  responses: answers(202, TaxCountry, [400, 404]),
})

const rules = createRoute({
  ...shared,
  method: 'get',
  path: '/api/v1/tax/country/{code}/rule',
  operationId: 'listTaxRules',
  summary: 'List the rates of a country, oldest first',
  parameters: [ofCountry],
  request: { query: RuleQuery },
  responses: answers(200, listOf(TaxRule), [400, 404, 413]),
})

const addRule = createRoute({
  ...shared,
  method: 'post',
  path: '/api/v1/tax/country/{code}/rule',
  operationId: 'createTaxRule',
  summary: 'Add a rate; one without an end closes the one before it a minute earlier',
  parameters: [ofCountry],
  request: jsonBody(TaxRuleInput),
  responses: answers(201, TaxRule, [400, 404]),
})

const removeRule = createRoute({
  ...shared,
  method: 'delete',
  path: '/api/v1/tax/country/{code}/rule/{ruleId}',
  operationId: 'deleteTaxRule',
  summary: 'Delete a rate; invoices keep the one they were made with',
  parameters: [ofCountry, ofRule],
  responses: answers(202, Empty, [404]),
})

const fetchState = createRoute({
  ...shared,
  method: 'get',
  path: '/api/v1/tax/country/{code}/state/{state}',
  operationId: 'showTaxState',
  summary: 'A state that is set up, with its rules',
  parameters: [ofCountry, ofState],
  responses: answers(200, TaxState, [404]),
})

const putState = createRoute({
  ...shared,
  method: 'put',
  path: '/api/v1/tax/country/{code}/state/{state}',
  operationId: 'putTaxState',
  summary: 'Set a state up, or change what is given of it',
  parameters: [ofCountry, ofState],
  request: jsonBody(TaxStateInput),
  responses: answers(202, TaxState, [400, 404]),
})

const stateRules = createRoute({
  ...shared,
  method: 'get',
  path: '/api/v1/tax/country/{code}/state/{state}/rule',
  operationId: 'listTaxStateRules',
  summary: 'List the rates of a state, oldest first',
  parameters: [ofCountry, ofState],
  request: { query: RuleQuery },
  responses: answers(200, listOf(TaxRule), [400, 404, 413]),
})

const addStateRule = createRoute({
  ...shared,
  method: 'post',
  path: '/api/v1/tax/country/{code}/state/{state}/rule',
  operationId: 'createTaxStateRule',
  summary: "Add a rate, which is added to the country's",
  parameters: [ofCountry, ofState],
  request: jsonBody(TaxRuleInput),
  responses: answers(201, TaxRule, [400, 404]),
})

const removeStateRule = createRoute({
  ...shared,
  method: 'delete',
  path: '/api/v1/tax/country/{code}/state/{state}/rule/{ruleId}',
  operationId: 'deleteTaxStateRule',
  summary: 'Delete a rate of a state',
  parameters: [ofCountry, ofState, ofRule],
  responses: answers(202, Empty, [404]),
})

export function taxCountryRoutes(app: BillabearApp, { guards }: RouteParts): void {
  app.openapi({ ...list, middleware: guards.owner() }, async (c) => {
    const { collecting, in_eu, last_key, ...query } = c.req.valid('query')
    const found = { collecting: asBoolean(collecting), inEu: asBoolean(in_eu) }
    const page = await listTaxCountries(c.get('owner'), found, { ...pageFrom(query), after: after(last_key) })
    // The code stands for the id that other lists go on after.
    const rows = mapPage(page, (row) => ({ id: row.code, row }))
    const answer = presentPage(rows)
    return c.json({ ...answer, data: answer.data.map(({ row }) => presentTaxCountry(row)) }, 200)
  })
  app.openapi({ ...fetchOne, middleware: guards.owner() }, async (c) =>
    c.json(presentTaxCountry(await requireTaxCountry(c.get('owner'), c.req.param('code'))), 200),
  )
  app.openapi({ ...put, middleware: guards.owner() }, async (c) => {
    const fields = taxCountryFields(c.req.valid('json'))
    return c.json(presentTaxCountry(await putTaxCountry(c.get('owner'), c.req.param('code'), fields)), 202)
  })
  app.openapi({ ...fetchState, middleware: guards.owner() }, async (c) =>
    c.json(presentTaxState(await requireTaxState(c.get('owner'), placeOf(c))), 200),
  )
  app.openapi({ ...putState, middleware: guards.owner() }, async (c) => {
    const place = { country: c.req.param('code'), state: c.req.param('state') }
    const fields = taxStateFields(c.req.valid('json'))
    return c.json(presentTaxState(await putTaxState(c.get('owner'), place, fields)), 202)
  })
  for (const route of [rules, stateRules])
    app.openapi({ ...route, middleware: guards.owner() }, async (c) => {
      const { tax_type, ...query } = c.req.valid('query')
      const page = await listTaxRules(c.get('owner'), placeOf(c), { taxType: tax_type }, pageFrom(query))
      return c.json(presentPage(mapPage(page, presentTaxRule)), 200)
    })
  for (const route of [addRule, addStateRule])
    app.openapi({ ...route, middleware: guards.owner() }, async (c) => {
      const fields = taxRuleFields(c.req.valid('json'))
      return c.json(presentTaxRule(await addTaxRule(c.get('owner'), placeOf(c), fields)), 201)
    })
  for (const route of [removeRule, removeStateRule])
    app.openapi({ ...route, middleware: guards.owner() }, async (c) => {
      await deleteTaxRule(c.get('owner'), placeOf(c), c.req.param('ruleId') ?? '')
      return c.json({}, 202)
    })
}

const placeOf = (c: BillabearContext) => ({
  country: c.req.param('code') ?? '',
  state: c.req.param('state') ?? null,
})

const asBoolean = (given: 'true' | 'false' | undefined) =>
  given === undefined ? undefined : given === 'true'

function after(code: string | undefined): string | undefined {
  if (code === undefined || code === '') return undefined
  if (!/^[A-Z]{2}$/.test(code)) throw new PageRefusal(400, 'last_key is not a key of this list')
  return code
}
