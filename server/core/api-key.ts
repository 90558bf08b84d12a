/** The parts of an owner's books that a program's key may be for. */
export const AREAS = [
  'customers',
  'subscriptions',
  'invoices',
  'payments',
  'products',
  'usage',
  'vouchers',
  'tax',
  'webhooks',
  'settings',
  'keys',
] as const

export type Area = (typeof AREAS)[number]
export type Access = 'read' | 'write'
/** `read` and `write` are for every area; the one never means the other. */
export type Scope = Access | `${Area}:${Access}`

const ACCESSES = ['read', 'write'] as const

/** What a key may be given. None given is everything. */
export const SCOPES: readonly Scope[] = [
  ...ACCESSES,
  ...AREAS.flatMap((area) => ACCESSES.map((access): Scope => `${area}:${access}`)),
]

/** Whether a key with these scopes may look into an area, or change it. */
export const allows = (scopes: readonly string[], area: Area, access: Access): boolean =>
  scopes.length === 0 || scopes.includes(access) || scopes.includes(`${area}:${access}`)

/** Whether a key may change anything at all. */
export const mayWrite = (scopes: readonly string[]): boolean =>
  AREAS.some((area) => allows(scopes, area, 'write'))

/** Whether everything that `given` allows is allowed by `held`. */
export const covers = (held: readonly string[], given: readonly string[]): boolean =>
  AREAS.every((area) =>
    ACCESSES.every((access) => allows(held, area, access) || !allows(given, area, access)),
  )
