import { createRoute, z } from '@hono/zod-openapi'
import { customerVouchers, redeemVoucher } from '../../../usecases/voucher'
import {
  createVoucher,
  deleteVoucher,
  disableVoucher,
  enableVoucher,
  listVouchers,
  replaceVoucher,
  requireVoucher,
} from '../../../usecases/voucher-catalogue'
import type { BillabearApp, RouteParts } from '../app'
import { answers, apiKey, Empty, extension, filter, flag, jsonBody, path } from '../document'
import { listOf, mapPage, PageQuery, pageFrom, presentPage } from '../page'
import {
  CustomerVoucher,
  presentCustomerVoucher,
  presentVoucher,
  Voucher,
  VoucherCode,
  VoucherInput,
  voucherFields,
} from '../present/voucher'

const shared = { ...extension, tags: ['Vouchers'], security: apiKey }
const OF_CUSTOMER = '/api/v1/customer/{customerId}/voucher'

const list = createRoute({
  ...shared,
  method: 'get',
  path: '/api/v1/voucher',
  operationId: 'listVouchers',
  summary: 'List all vouchers, oldest first',
  request: {
    query: PageQuery.extend({
      name: filter(),
      code: filter(),
      type: z.enum(['percentage', 'fixed_credit']).optional(),
      entry_type: z.enum(['manual', 'automatic']).optional(),
      disabled: flag(),
    }),
  },
  responses: answers(200, listOf(Voucher), [400, 413]),
})

const create = createRoute({
  ...shared,
  method: 'post',
  path: '/api/v1/voucher',
  operationId: 'createVoucher',
  summary: 'Create a voucher',
  request: jsonBody(VoucherInput),
  responses: answers(201, Voucher, [400]),
})

const fetchOne = createRoute({
  ...shared,
  method: 'get',
  path: '/api/v1/voucher/{voucherId}',
  operationId: 'showVoucherById',
  summary: 'A voucher by id',
  parameters: path('voucherId'),
  responses: answers(200, Voucher, [404]),
})

const replace = createRoute({
  ...shared,
  method: 'put',
  path: '/api/v1/voucher/{voucherId}',
  operationId: 'updateVoucher',
  summary: 'Replace a voucher; what customers were given stays as it was promised',
  parameters: path('voucherId'),
  request: jsonBody(VoucherInput),
  responses: answers(202, Voucher, [400, 404]),
})

const remove = createRoute({
  ...shared,
  method: 'delete',
  path: '/api/v1/voucher/{voucherId}',
  operationId: 'deleteVoucher',
  summary: 'Delete a voucher that nobody redeemed; 409 once somebody has',
  parameters: path('voucherId'),
  responses: answers(202, Empty, [404, 409]),
})

const disable = createRoute({
  ...shared,
  method: 'post',
  path: '/api/v1/voucher/{voucherId}/disable',
  operationId: 'disableVoucher',
  summary: 'Disable a voucher: nobody can redeem it any more',
  parameters: path('voucherId'),
  responses: answers(202, Voucher, [404]),
})

const enable = createRoute({
  ...shared,
  method: 'post',
  path: '/api/v1/voucher/{voucherId}/enable',
  operationId: 'enableVoucher',
  summary: 'Enable a voucher',
  parameters: path('voucherId'),
  responses: answers(202, Voucher, [404]),
})

const apply = createRoute({
  method: 'post',
  path: OF_CUSTOMER,
  operationId: 'applyVoucherToCustomer',
  tags: ['Customers', 'Vouchers'],
  summary: 'Apply a voucher to a customer',
  description:
    'Credit is given at once; a percentage is taken off the next invoice. Unknown, disabled, expired and used-up codes are 400 and leave nothing.',
  security: apiKey,
  parameters: path('customerId'),
  request: jsonBody(VoucherCode),
  responses: answers(202, z.array(z.unknown()).max(0), [400, 404]),
})

const applied = createRoute({
  ...shared,
  method: 'get',
  path: OF_CUSTOMER,
  operationId: 'listCustomerVouchers',
  tags: ['Customers', 'Vouchers'],
  summary: 'The vouchers applied to a customer, oldest first, used or not',
  parameters: path('customerId'),
  request: { query: PageQuery.extend({ used: flag() }) },
  responses: answers(200, listOf(CustomerVoucher), [400, 404, 413]),
})

export function voucherRoutes(app: BillabearApp, { guards }: RouteParts): void {
  app.openapi({ ...list, middleware: guards.owner() }, async (c) => {
    const query = c.req.valid('query')
    const { name, code, type, entry_type: entryType, disabled } = query
    const enabled = disabled === undefined ? undefined : !disabled
    const page = await listVouchers(c.get('owner'), { name, code, type, entryType, enabled }, pageFrom(query))
    return c.json(presentPage(mapPage(page, presentVoucher)), 200)
  })
  app.openapi({ ...create, middleware: guards.owner() }, async (c) =>
    c.json(presentVoucher(await createVoucher(c.get('owner'), voucherFields(c.req.valid('json')))), 201),
  )
  app.openapi({ ...fetchOne, middleware: guards.owner() }, async (c) =>
    c.json(presentVoucher(await requireVoucher(c.get('owner'), c.req.param('voucherId'))), 200),
  )
  app.openapi({ ...replace, middleware: guards.owner() }, async (c) => {
    const fields = voucherFields(c.req.valid('json'))
    return c.json(presentVoucher(await replaceVoucher(c.get('owner'), c.req.param('voucherId'), fields)), 202)
  })
  app.openapi({ ...remove, middleware: guards.owner() }, async (c) => {
    await deleteVoucher(c.get('owner'), c.req.param('voucherId'))
    return c.json({}, 202)
  })
  app.openapi({ ...disable, middleware: guards.owner() }, async (c) =>
    c.json(presentVoucher(await disableVoucher(c.get('owner'), c.req.param('voucherId'))), 202),
  )
  app.openapi({ ...enable, middleware: guards.owner() }, async (c) =>
    c.json(presentVoucher(await enableVoucher(c.get('owner'), c.req.param('voucherId'))), 202),
  )
  app.openapi({ ...apply, middleware: guards.customer() }, async (c) => {
    await redeemVoucher(c.get('customer'), c.req.valid('json').code)
    return c.json([], 202)
  })
  app.openapi({ ...applied, middleware: guards.customer() }, async (c) => {
    const query = c.req.valid('query')
    const page = await customerVouchers(c.get('customer'), { used: query.used }, pageFrom(query))
    return c.json(presentPage(mapPage(page, presentCustomerVoucher)), 200)
  })
}
