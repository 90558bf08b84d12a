import { createRoute, z } from '@hono/zod-openapi'
import { DomainError } from '../../../errors'
import { payCheckout } from '../../../usecases/checkout-pay'
import { startCheckoutSession, startCheckoutSetup, viewCheckout } from '../../../usecases/checkout-session'
import { addressOf } from '../../api'
import type { BillabearApp, RouteParts } from '../app'
import type { BillabearContext } from '../auth'
import { jsonBody, namedPath, open, publicAnswers, required } from '../document'
import { BuyerBody, buyerOf, PublicCheckout, presentPublic } from '../present/checkout'
import {
  answered,
  PublicPayment,
  presentPayment,
  presentStripe,
  SetupStarted,
  StripeConfig,
} from '../present/public-pay'

const AT = '/api/v1/public/checkout/{slug}'

const view = createRoute({
  ...open,
  method: 'get',
  path: `${AT}/view`,
  operationId: 'viewCheckout',
  summary: 'What a checkout sells, before tax; 404 once it is used up or over',
  parameters: namedPath('slug'),
  responses: publicAnswers(200, PublicCheckout.extend({ stripe: StripeConfig }), [404]),
})

const session = required(128).openapi({ description: 'what `/customer` answered' })

const buyer = createRoute({
  ...open,
  method: 'post',
  path: `${AT}/customer`,
  operationId: 'createCheckoutCustomer',
  summary: 'Say who buys: a customer and a session, and what it comes to with tax',
  parameters: namedPath('slug'),
  request: jsonBody(BuyerBody),
  responses: publicAnswers(
    201,
    PublicCheckout.extend({ checkout_session: session, stripe: StripeConfig }),
    [400, 404, 429],
  ),
})

const setup = createRoute({
  ...open,
  method: 'post',
  path: `${AT}/setup`,
  operationId: 'startCheckoutSetup',
  summary: 'Begin entering a card or a bank account in the browser',
  parameters: namedPath('slug'),
  request: jsonBody(
    z.object({ checkout_session: session }).openapi({ example: { checkout_session: 'cs_4f2a9d0c7b1e' } }),
  ),
  responses: publicAnswers(201, SetupStarted, [400, 404, 429]),
})

const pay = createRoute({
  ...open,
  method: 'post',
  path: `${AT}/pay`,
  operationId: 'payCheckout',
  summary: 'Buy: one invoice for all of it, charged to what Stripe.js made',
  description:
    'A session buys once, however often this is called. After 3-D Secure post again without a token. A decline leaves nothing, and another card may be tried.',
  parameters: namedPath('slug'),
  request: jsonBody(
    z
      .object({
        checkout_session: session,
        token: required(255).nullish(),
        amount_due: z.number().int().min(0).nullish().openapi({
          description: 'what the buyer was told; another amount by now is 409, and nothing is charged',
        }),
      })
      .openapi('PayCheckout', {
        example: { checkout_session: 'cs_4f2a9d0c7b1e', token: 'tok_visa', amount_due: 5831 },
      }),
  ),
  responses: publicAnswers(200, PublicPayment, [400, 404, 409, 429]),
})

export function publicCheckoutRoutes(app: BillabearApp, { deps, guards }: RouteParts): void {
  const at = (c: BillabearContext) => ({ slug: c.req.param('slug') ?? '', address: addressOf(c) })
  app.openapi({ ...view, middleware: guards.open() }, async (c) => {
    const found = await viewCheckout(c.get('ctx'), at(c).slug)
    return c.json(
      {
        ...presentPublic(found, { taxKnown: found.checkout.customerId !== null }),
        stripe: presentStripe(found, deps),
      },
      200,
    )
  })
  app.openapi({ ...buyer, middleware: guards.open() }, async (c) => {
    const given = c.req.valid('json')
    const input = { ...at(c), buyer: buyerOf(given), token: given.checkout_session ?? null }
    const started = await startCheckoutSession(c.get('ctx'), input).catch(inDocumentedNames)
    const shown = presentPublic(started, { taxKnown: true })
    return c.json({ ...shown, checkout_session: started.token, stripe: presentStripe(started, deps) }, 201)
  })
  app.openapi({ ...setup, middleware: guards.open() }, async (c) => {
    const token = c.req.valid('json').checkout_session
    const begun = await startCheckoutSetup(c.get('ctx'), { ...at(c), token })
    return c.json({ setup_intent: begun.setupIntentId, client_secret: begun.clientSecret }, 201)
  })
  app.openapi({ ...pay, middleware: guards.open() }, async (c) => {
    const {
      checkout_session: token,
      token: payment = null,
      amount_due: amountDue = null,
    } = c.req.valid('json')
    const paid = payCheckout(c.get('ctx'), { ...at(c), token, payment, amountDue })
    return c.json(presentPayment(await answered(paid)), 200)
  })
}

/** What is wrong with a buyer, by the names that the body has for it. */
function inDocumentedNames(error: unknown): never {
  const fields = error instanceof DomainError ? error.details.fields : undefined
  if (!(error instanceof DomainError) || !fields?.vatNumber) throw error
  const { vatNumber, ...rest } = fields
  throw new DomainError(error.code, { ...error.details, fields: { ...rest, tax_number: vatNumber } })
}
