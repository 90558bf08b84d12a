import type { RouteConfig } from '@hono/zod-openapi'
import type { Area } from '../../core/api-key'

/**
 * Which part of the owner's books each tag of the document is. `Customers` says below whom a thing hangs: with
 * another tag beside it, that one counts. Tags are compared without case and blanks.
 */
const AREA_OF_TAG: Readonly<Record<string, Area>> = {
  customers: 'customers',
  subscriptions: 'subscriptions',
  stats: 'subscriptions',
  invoices: 'invoices',
  creditnotes: 'invoices',
  payments: 'payments',
  paymentdetails: 'payments',
  refunds: 'payments',
  receipts: 'payments',
  checkout: 'payments',
  products: 'products',
  prices: 'products',
  plans: 'products',
  features: 'products',
  usage: 'usage',
  metrics: 'usage',
  vouchers: 'vouchers',
  credit: 'vouchers',
  tax: 'tax',
  webhooks: 'webhooks',
  settings: 'settings',
  brands: 'settings',
  test: 'settings',
  apikeys: 'keys',
}

/** The area a route is declared for by its tags; undefined: by none, and then no key of an area may enter it. */
export function areaOfTags(tags: readonly string[]): Area | undefined {
  const tag = tags.find((name) => name !== 'Customers') ?? tags[0]
  return tag === undefined ? undefined : AREA_OF_TAG[tag.toLowerCase().replaceAll(' ', '')]
}

type Definitions = readonly ({ type: 'route'; route: RouteConfig } | { type: string })[]

/** Looks up the area of a route by its method and its path with `:names`, among those an app has by then. */
export function areaFinder(definitions: () => Definitions) {
  let areas: Map<string, Area | undefined> | undefined
  return (method: string, path: string): Area | undefined => {
    areas ??= new Map(
      definitions().flatMap((definition) =>
        'route' in definition ? [[routeKey(definition.route), areaOfTags(definition.route.tags ?? [])]] : [],
      ),
    )
    return areas.get(`${method === 'HEAD' ? 'GET' : method} ${path}`)
  }
}

const routeKey = (route: RouteConfig) =>
  `${route.method.toUpperCase()} ${route.path.replace(/\{(\w+)\}/g, ':$1')}`
