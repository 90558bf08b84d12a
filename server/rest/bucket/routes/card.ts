import { createRoute, z } from '@hono/zod-openapi'
import type { CustomerCtx } from '../../../ctx'
import { DomainError, invalidInput } from '../../../errors'
import {
  addCard,
  defaultPaymentMethod,
  type PaymentMethod,
  paymentMethods,
  removePaymentMethod,
  requirePaymentMethod,
  setDefaultPaymentMethod,
  updateCard,
} from '../../../usecases/payment-method'
import type { BucketApp, RouteParts } from '../app'
import { answers, bearer, jsonBody, path, required, text } from '../document'
import { Card, presentCard } from '../present/card'

const attach = createRoute({
  method: 'post',
  path: '/api/bucket/{id}/payment/cards',
  operationId: 'attachCreditCard',
  summary: 'Add a credit card to the bucket customer',
  security: bearer,
  parameters: path('id'),
  request: jsonBody(z.object({ token: required(255).openapi({ description: 'card token made by Stripe' }) })),
  responses: answers(z.object({ data: Card }), [400, 500]),
})

const list = createRoute({
  method: 'get',
  path: '/api/bucket/{id}/payment/cards',
  operationId: 'fetchCreditCards',
  summary: 'List the credit cards of the bucket customer',
  security: bearer,
  parameters: path('id'),
  responses: answers(z.object({ data: z.array(Card) }), [404, 500]),
})

const fetchOne = createRoute({
  method: 'get',
  path: '/api/bucket/{id}/payment/card/{card_id}',
  operationId: 'fetchCreditCard',
  summary: 'Fetch a credit card of the bucket customer',
  security: bearer,
  parameters: path('id', 'card_id'),
  responses: answers(z.object({ data: Card }), [400, 404, 500]),
})

const fetchDefault = createRoute({
  method: 'get',
  path: '/api/bucket/{id}/payment/card',
  operationId: 'fetchDefaultCreditCard',
  summary: 'Fetch the default credit card of the bucket customer',
  security: bearer,
  parameters: path('id'),
  responses: answers(z.object({ data: Card }), [404, 500]),
})

const UpdateCard = z.object({
  id: required(255).openapi({ description: 'the Stripe id of the card' }),
  address_line1: text(200).optional(),
  address_country: text(2).optional().openapi({ description: 'ISO 3166-1 alpha-2' }),
  address_zip: text(20).optional(),
  address_city: text(100).optional(),
})

const update = createRoute({
  method: 'put',
  path: '/api/bucket/{id}/payment/card',
  operationId: 'updateCreditCard',
  summary: 'Update a credit card of the bucket customer',
  security: bearer,
  parameters: path('id'),
  request: jsonBody(UpdateCard),
  responses: answers(z.object({ data: Card }), [400, 500]),
})

const remove = createRoute({
  method: 'delete',
  path: '/api/bucket/{id}/payment/card/{card_id}',
  operationId: 'deleteCreditCard',
  summary: 'Delete a credit card of the bucket customer',
  security: bearer,
  parameters: path('id', 'card_id'),
  responses: answers(Card, [400, 403, 500]),
})

const setDefault = createRoute({
  method: 'post',
  path: '/api/bucket/{id}/payment/card/{card_id}/default',
  operationId: 'setDefaultCard',
  summary: 'Set a credit card as the default one',
  security: bearer,
  parameters: path('id', 'card_id'),
  responses: answers(z.object({ data: Card }), [400, 500]),
})

export function cardRoutes(app: BucketApp, { guards }: RouteParts): void {
  app.openapi({ ...attach, middleware: guards.bucket([400, 500]) }, async (c) => {
    const ctx = c.get('customer')
    const card = await addCard(ctx, c.req.valid('json'))
    return c.json({ data: presentCard(card, ctx.customer) }, 200)
  })
  app.openapi({ ...list, middleware: guards.bucket([404, 500]) }, async (c) => {
    const ctx = c.get('customer')
    const cards = (await paymentMethods(ctx)).filter(isCard)
    if (cards.length === 0) throw noCard()
    return c.json({ data: cards.map((card) => presentCard(card, ctx.customer)) }, 200)
  })
  app.openapi({ ...fetchDefault, middleware: guards.bucket([404, 500]) }, async (c) => {
    const ctx = c.get('customer')
    const card = defaultPaymentMethod(ctx, await paymentMethods(ctx))
    if (!card || !isCard(card)) throw noCard()
    return c.json({ data: presentCard(card, ctx.customer) }, 200)
  })
  app.openapi({ ...fetchOne, middleware: guards.bucket([400, 404, 500]) }, async (c) => {
    const ctx = c.get('customer')
    const card = await requireCard(ctx, c.req.param('card_id'))
    return c.json({ data: presentCard(card, ctx.customer) }, 200)
  })
  app.openapi({ ...update, middleware: guards.bucket([400, 500]) }, async (c) => {
    const ctx = c.get('customer')
    const { id, ...given } = c.req.valid('json')
    const card = await updateCard(ctx, { id, address: addressFrom(given) })
    return c.json({ data: presentCard(card, ctx.customer) }, 200)
  })
  app.openapi({ ...remove, middleware: guards.bucket([400, 403, 500]) }, async (c) => {
    const ctx = c.get('customer')
    const card = await requireCard(ctx, c.req.param('card_id'))
    const removed = await removePaymentMethod(ctx, card.id)
    return c.json({ ...presentCard(removed, ctx.customer), deleted: true as const }, 200)
  })
  app.openapi({ ...setDefault, middleware: guards.bucket([400, 500]) }, async (c) => {
    const ctx = c.get('customer')
    const { id } = await requireCard(ctx, c.req.param('card_id'))
    const card = await setDefaultPaymentMethod(ctx, id)
    return c.json({ data: presentCard(card, ctx.customer) }, 200)
  })
}

const isCard = (method: PaymentMethod): boolean => method.type === 'card'

const noCard = () => new DomainError('not_found', { message: 'There is no credit card' })

async function requireCard(ctx: CustomerCtx, id: string): Promise<PaymentMethod> {
  if (!/^[\w-]{1,255}$/.test(id)) throw invalidInput({ card_id: 'card_id is not the id of a card' })
  const method = await requirePaymentMethod(ctx, id)
  if (!isCard(method)) throw noCard()
  return method
}

/** Only what was given: an address part left out stays as it is. */
function addressFrom(given: Omit<z.infer<typeof UpdateCard>, 'id'>) {
  const { address_line1: line1, address_country: country, address_zip: postcode, address_city: city } = given
  return {
    ...(line1 === undefined ? {} : { line1 }),
    ...(country === undefined ? {} : { country }),
    ...(postcode === undefined ? {} : { postcode }),
    ...(city === undefined ? {} : { city }),
  }
}
