import { updateBrand } from '@/server/usecases/brand'
import { type Command, given, UsageError } from './command'
import { scopeOf } from './scope'

export const brandSet: Command = {
  kind: 'work',
  summary: 'Set what an owner’s invoices and pages say: name, address, tax',
  required: { owner: '<id, e-mail or name>' },
  optional: {
    brand: '<code>',
    name: '<name>',
    email: '<e-mail>',
    line1: '<street>',
    postcode: '<postcode>',
    city: '<city>',
    country: '<DE>',
    'tax-number': '<number>',
    'tax-rate': '<percent, for example 19 or 8.875; none: the rates of countries>',
    prefix: '<invoice prefix>',
    accent: '<#rrggbb>',
  },
  run: async ({ ctx }, options) => {
    const scope = await scopeOf(ctx, given(options, 'owner'))
    const { name, email, prefix: invoicePrefix, accent, line1, postcode, city, country } = options
    const address = present({ line1, postcode, city, country })
    const row = await updateBrand(scope, options.brand ?? 'default', {
      ...present({ name, email, invoicePrefix, accent, taxNumber: options['tax-number'] }),
      ...(Object.keys(address).length > 0 ? { address } : {}),
      ...(options['tax-rate'] ? { taxRatePpm: ratePpm(options['tax-rate']) } : {}),
    })
    return { code: row.code, name: row.name, tax_rate_ppm: row.taxRatePpm, prefix: row.invoicePrefix }
  },
}

/** Percent as people write it to parts per million, without a float on the way; null for `none`. */
function ratePpm(percent: string): number | null {
  if (percent === 'none') return null
  const match = /^(\d{1,3})(?:\.(\d{1,4}))?$/.exec(percent)
  if (!match) throw new UsageError(`--tax-rate is a percentage such as 19 or 8.875, or none, not ${percent}`)
  return Number(match[1]) * 10_000 + Number((match[2] ?? '').padEnd(4, '0'))
}

function present<T extends Record<string, string | undefined>>(fields: T): Partial<Record<keyof T, string>> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Partial<
    Record<keyof T, string>
  >
}
