import type { OpenapiDocument, Schema } from './openapi'

// Examples of answers are made from their schemas, so that none is forgotten and none can be out of date.

const DEPTH_MAX = 8
const ID = '0197a2f0-5f2b-7d0a-9f43-0a7a3c1d2b11'
const AT = '2026-12-01T00:00:00.000Z'

/** What a field is likely to hold, by its name; used where the schema allows it and says nothing better. */
const SAMPLES: Readonly<Record<string, unknown>> = {
  account: 'acct_1NfQ4o2eZvKYlo2C',
  amount: 4900,
  amount_due: 4900,
  amount_paid: 0,
  brand: 'default',
  city: 'Berlin',
  code: 'team',
  code_name: 'team',
  company_name: 'Example GmbH',
  country: 'DE',
  created_at: AT,
  currency: 'EUR',
  date: '2026-12-01',
  default_currency: 'EUR',
  description: 'Team, 1 Dec 2026 to 1 Jan 2027',
  due_date: AT,
  email: 'ada@example.org',
  email_address: 'ada@example.org',
  event_id: 'call-1',
  expires_at: '2027-12-01T00:00:00.000Z',
  expiry_month: '12',
  expiry_year: '2030',
  external_reference: 'cus_9s6XKzkNRiz8i3',
  failure_reason: 'lack_of_funds',
  last_four: '4242',
  limit: 30,
  locale: 'en',
  name: 'Team',
  number: '1042',
  paid_at: AT,
  percentage: 10,
  postcode: '10115',
  prefix: 'folio_sk_4f2a',
  quantity: 1,
  reason: 'a gift',
  schedule: 'month',
  seat_number: 3,
  seats: 3,
  slug: 'team-launch',
  standard_tax_rate: 19,
  street_line_one: 'Example Street 1',
  sub_total: 4118,
  tax_rate: 19,
  tax_total: 782,
  timezone: 'Europe/Berlin',
  total: 4900,
  type: 'invoice.paid',
  updated_at: AT,
  url: 'https://example.org/hooks',
}

/** A value of the schema: its own example, or one put together from those of its parts. */
export function exampleOf(document: Pick<OpenapiDocument, 'components'>, schema: Schema): unknown {
  return made(document, schema, { name: '', depth: 0 })
}

type Place = { name: string; depth: number }

function made(document: Pick<OpenapiDocument, 'components'>, schema: Schema, place: Place): unknown {
  if (schema.$ref !== undefined) {
    const named = document.components.schemas[schema.$ref.split('/').at(-1) ?? '']
    return named ? made(document, named, { ...place, depth: place.depth + 1 }) : null
  }
  if (schema.example !== undefined) return schema.example
  if (schema.default !== undefined) return schema.default
  if (schema.const !== undefined) return schema.const
  if (schema.enum !== undefined) return schema.enum[0]
  if (schema.allOf) {
    const { allOf, ...own } = schema
    return Object.assign({}, ...[...allOf, own].map((part) => made(document, part, place) ?? {}))
  }
  const [option] = schema.anyOf ?? schema.oneOf ?? []
  if (option) return made(document, option, place)
  return plain(document, schema, place)
}

function plain(document: Pick<OpenapiDocument, 'components'>, schema: Schema, place: Place): unknown {
  const types = [schema.type ?? []].flat()
  const [type] = types
  const sample = SAMPLES[place.name]
  if (schema.format === 'uuid') return ID
  if (schema.format === 'date-time') return AT
  if (type === 'string') return typeof sample === 'string' ? sample : orNull(types, 'text')
  if (type === 'integer' || type === 'number')
    return typeof sample === 'number' ? sample : orNull(types, Math.max(schema.minimum ?? 0, 0))
  if (type === 'boolean') return false
  if (type === 'array') {
    const deep = schema.items === undefined || schema.maxItems === 0 || place.depth > DEPTH_MAX
    return deep ? [] : [made(document, schema.items ?? {}, { ...place, depth: place.depth + 1 })]
  }
  if (type === 'object' || schema.properties) {
    return Object.fromEntries(
      Object.entries(schema.properties ?? {}).map(([name, part]) => [
        name,
        made(document, part, { name, depth: place.depth + 1 }),
      ]),
    )
  }
  return null
}

const orNull = (types: string[], value: unknown) => (types.includes('null') ? null : value)
