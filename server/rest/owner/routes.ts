import { emptyOwnerApp, type OwnerApp, type OwnerDeps } from './app'
import { balanceRoutes } from './routes/balance'
import { invoiceRoutes } from './routes/invoice'
import { ownerRoutes } from './routes/owner'
import { salesRoutes } from './routes/sales'

/** Where the document of this API is. */
export const OWNER_DOCUMENT = '/api/openapi/owner.json'

/** The Owner API (its document: `owner-routes.json`): an owner's own account, and what it earns. */
export function ownerApi(deps: OwnerDeps): OwnerApp {
  const { app, parts } = emptyOwnerApp(deps)
  ownerRoutes(app, parts)
  invoiceRoutes(app, parts)
  salesRoutes(app, parts)
  balanceRoutes(app, parts)
  app.doc31(OWNER_DOCUMENT, {
    openapi: '3.1.0',
    info: { title: 'Folio Owner API', version: '1' },
    servers: [{ url: '/' }, { url: '/v1' }],
  })
  return app
}
