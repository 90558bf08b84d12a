import type { FrameWords } from './words'

type Place = Parameters<FrameWords>[0] extends infer Key
  ? Key extends `nav.${infer Name}`
    ? Name
    : never
  : never

export type NavItem = { name: Place; path: string }
export type NavGroup = { name: 'sales' | 'catalogue' | 'settings'; items: readonly NavItem[] }

/** Every page of the dashboard that has a place in its navigation, below `/dashboard/<owner>`. */
export const NAVIGATION: readonly NavGroup[] = [
  {
    name: 'sales',
    items: [
      { name: 'home', path: '' },
      { name: 'customers', path: '/customers' },
      { name: 'subscriptions', path: '/subscriptions' },
      { name: 'invoices', path: '/invoices' },
      { name: 'payments', path: '/payments' },
      { name: 'disputes', path: '/disputes' },
      { name: 'reports', path: '/reports' },
    ],
  },
  {
    name: 'catalogue',
    items: [
      { name: 'products', path: '/products' },
      { name: 'plans', path: '/plans' },
      { name: 'metrics', path: '/metrics' },
      { name: 'vouchers', path: '/vouchers' },
    ],
  },
  {
    name: 'settings',
    items: [
      { name: 'tax', path: '/tax' },
      { name: 'settings', path: '/settings' },
      { name: 'brands', path: '/brands' },
      { name: 'stripe', path: '/stripe' },
      { name: 'webhooks', path: '/webhooks' },
      { name: 'keys', path: '/keys' },
      { name: 'team', path: '/team' },
      { name: 'audit', path: '/audit' },
      { name: 'imports', path: '/imports' },
      { name: 'account', path: '/account' },
      { name: 'clock', path: '/clock' },
    ],
  },
]
