import { type BillabearApp, type BillabearDeps, emptyBillabearApp } from './app'
import { completed, type OpenapiDocument } from './openapi'
import { apiKeyRoutes } from './routes/api-key'
import { brandRoutes } from './routes/brand'
import { checkoutRoutes } from './routes/checkout'
import { creditRoutes } from './routes/credit'
import { creditNoteRoutes } from './routes/credit-note'
import { customerRoutes } from './routes/customer'
import { featureRoutes } from './routes/feature'
import { historyRoutes } from './routes/history'
import { invoiceRoutes } from './routes/invoice'
import { manageRoutes } from './routes/manage'
import { manualInvoiceRoutes } from './routes/manual-invoice'
import { metricRoutes } from './routes/metric'
import { paymentRoutes } from './routes/payment'
import { paymentDetailRoutes } from './routes/payment-detail'
import { planRoutes } from './routes/plan'
import { productRoutes } from './routes/product'
import { publicCheckoutRoutes } from './routes/public-checkout'
import { publicInvoiceRoutes } from './routes/public-invoice'
import { settingsRoutes } from './routes/settings'
import { statsRoutes } from './routes/stats'
import { subscriptionRoutes } from './routes/subscription'
import { subscriptionChangeRoutes } from './routes/subscription-change'
import { subscriptionPauseRoutes } from './routes/subscription-pause'
import { subscriptionPreviewRoutes } from './routes/subscription-preview'
import { taxCountryRoutes } from './routes/tax-country'
import { taxTypeRoutes } from './routes/tax-type'
import { testRoutes } from './routes/test'
import { usageRoutes } from './routes/usage'
import { usageEventRoutes } from './routes/usage-event'
import { voucherRoutes } from './routes/voucher'
import { webhookRoutes } from './routes/webhook'

/** The BillaBear 1.1 API, with the extensions that it needs to be whole. Where document and product differ, both work. */
export function billabearApi(deps: BillabearDeps): BillabearApp {
  const { app, parts } = emptyBillabearApp(deps)
  customerRoutes(app, parts)
  productRoutes(app, parts)
  planRoutes(app, parts)
  featureRoutes(app, parts)
  metricRoutes(app, parts)
  usageEventRoutes(app, parts)
  usageRoutes(app, parts)
  paymentDetailRoutes(app, parts)
  // After the plans: /subscription/plans is not a subscription's id.
  subscriptionRoutes(app, parts)
  subscriptionChangeRoutes(app, parts)
  subscriptionPreviewRoutes(app, parts)
  subscriptionPauseRoutes(app, parts)
  invoiceRoutes(app, parts)
  manualInvoiceRoutes(app, parts)
  creditNoteRoutes(app, parts)
  paymentRoutes(app, parts)
  voucherRoutes(app, parts)
  creditRoutes(app, parts)
  apiKeyRoutes(app, parts)
  settingsRoutes(app, parts)
  brandRoutes(app, parts)
  statsRoutes(app, parts)
  taxTypeRoutes(app, parts)
  taxCountryRoutes(app, parts)
  manageRoutes(app, parts)
  publicInvoiceRoutes(app, parts)
  historyRoutes(app, parts)
  webhookRoutes(app, parts)
  testRoutes(app, parts)
  checkoutRoutes(app, parts)
  publicCheckoutRoutes(app, parts)
  serveDocument(app)
  app.all('/api/v1/*', (c) =>
    c.json({ code: 404, message: `There is no ${c.req.method} ${c.req.path.slice(0, 200)}` }, 404),
  )
  return app
}

/** Serves what the routes themselves say, and what is true of all of them. Made with the first request, then kept. */
function serveDocument(app: BillabearApp): void {
  let made: OpenapiDocument | undefined
  app.get('/api/v1/openapi.json', (c) => {
    made ??= completed(documentOf(app))
    return c.json(made)
  })
}

const documentOf = (app: BillabearApp): OpenapiDocument =>
  app.getOpenAPI31Document({
    openapi: '3.1.0',
    info: {
      title: 'Folio API',
      version: '1.1.0',
      description: 'The BillaBear 1.1 API; operations marked `x-folio-extension` are beyond it.',
      license: { name: 'Apache-2.0', url: 'https://www.apache.org/licenses/LICENSE-2.0' },
    },
    servers: [{ url: '/', description: 'where Folio runs' }],
    security: [{ ApiKeyAuth: [] }],
  }) as OpenapiDocument
