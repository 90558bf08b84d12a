import { createRoute, z } from '@hono/zod-openapi'
import type { Context } from 'hono'
import { amountDue } from '../../../usecases/invoice'
import { type LinkedInvoice, openPayLink, payByLink, startPayLinkSetup } from '../../../usecases/pay-link'
import { addressOf } from '../../api'
import type { BillabearApp, BillabearDeps, RouteParts } from '../app'
import { jsonBody, namedPath, open, publicAnswers, required } from '../document'
import {
  answered,
  PublicPayment,
  presentPayment,
  presentStripe,
  SetupStarted,
  StripeConfig,
} from '../present/public-pay'

const PAY = '/api/v1/public/invoice/{hash}/pay'

const PayableInvoice = z
  .object({
    number: z.string(),
    status: z.enum(['open', 'paid', 'void', 'uncollectible']),
    paid: z.boolean(),
    currency: z.string(),
    total: z.number().int(),
    amount: z.number().int().openapi({ description: 'what is still to be paid' }),
    due_date: z.string(),
    brand: z.string(),
    lines: z.array(z.object({ description: z.string(), quantity: z.number(), total: z.number().int() })),
    stripe: StripeConfig,
  })
  .openapi('PayableInvoice')

const view = createRoute({
  ...open,
  method: 'get',
  path: PAY,
  operationId: 'viewInvoiceToPay',
  summary: 'What an invoice comes to, for whoever has its pay link; or that it is paid',
  parameters: namedPath('hash'),
  responses: publicAnswers(200, PayableInvoice, [404]),
})

const pay = createRoute({
  ...open,
  method: 'post',
  path: PAY,
  operationId: 'payInvoice',
  summary: 'Pay an invoice with what Stripe.js made; it is paid once',
  description:
    'After 3-D Secure post again without a token. One that is paid answers `success` and is not charged again.',
  parameters: namedPath('hash'),
  request: jsonBody(z.object({ token: required(255).nullish() }).openapi({ example: { token: 'tok_visa' } })),
  responses: publicAnswers(200, PublicPayment, [400, 404, 429]),
})

const setup = createRoute({
  ...open,
  method: 'post',
  path: '/api/v1/public/invoice/{hash}/setup',
  operationId: 'startInvoiceSetup',
  summary: 'Begin entering a card or a bank account in the browser',
  parameters: namedPath('hash'),
  responses: publicAnswers(201, SetupStarted, [400, 404, 429]),
})

export function publicInvoiceRoutes(app: BillabearApp, { deps, guards }: RouteParts): void {
  const linkOf = (c: Context) => ({ key: deps.linkKey(), token: c.req.param('hash') ?? '' })
  app.openapi({ ...view, middleware: guards.open() }, async (c) =>
    c.json(presentPayable(await openPayLink(c.get('ctx'), linkOf(c)), deps), 200),
  )
  app.openapi({ ...pay, middleware: guards.open() }, async (c) => {
    const payment = c.req.valid('json').token ?? null
    const from = { address: addressOf(c) }
    return c.json(
      presentPayment(await answered(payByLink(c.get('ctx'), { ...linkOf(c), ...from, payment }))),
      200,
    )
  })
  app.openapi({ ...setup, middleware: guards.open() }, async (c) => {
    const begun = await startPayLinkSetup(c.get('ctx'), { ...linkOf(c), address: addressOf(c) })
    return c.json({ setup_intent: begun.setupIntentId, client_secret: begun.clientSecret }, 201)
  })
}

function presentPayable(
  { scope, invoice }: LinkedInvoice,
  deps: BillabearDeps,
): z.infer<typeof PayableInvoice> {
  return {
    number: invoice.number,
    status: invoice.status === 'draft' ? 'open' : invoice.status,
    paid: invoice.status === 'paid',
    currency: invoice.currency,
    total: invoice.total,
    amount: amountDue(invoice),
    due_date: invoice.dueAt.toISOString(),
    brand: scope.brand.name,
    lines: invoice.lines.map(({ description, quantity, total }) => ({
      description,
      quantity: Number(quantity),
      total,
    })),
    stripe: presentStripe(scope, deps),
  }
}
