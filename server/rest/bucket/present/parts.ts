import { z } from '@hono/zod-openapi'
import type { Address } from '../../../core/address'

// What Stripe's objects have in common: times in whole seconds, currencies in lower case, empty maps.

/** Where a presenter speaks from: the address links start with, and whether the money is real. */
export type View = { origin: string; livemode: boolean }

export const Metadata = z.record(z.string(), z.string())

export const unix = (at: Date): number => Math.floor(at.getTime() / 1000)

export const unixOrNull = (at: Date | null): number | null => (at === null ? null : unix(at))

/** Stripe's address object; parts that are not known are null. */
export const StripeAddress = z.object({
  city: z.string().nullable(),
  country: z.string().nullable(),
  line1: z.string().nullable(),
  line2: z.string().nullable(),
  postal_code: z.string().nullable(),
  state: z.string().nullable(),
})

export function presentAddress(address: Address): z.infer<typeof StripeAddress> {
  return {
    city: address.city ?? null,
    country: address.country ?? null,
    line1: address.line1 ?? null,
    line2: address.line2 ?? null,
    postal_code: address.postcode ?? null,
    state: address.region ?? null,
  }
}

/** A list inside one of Stripe's objects; always whole here. */
export const listOf = <T extends z.ZodType>(item: T) =>
  z.object({
    object: z.literal('list'),
    data: z.array(item),
    has_more: z.literal(false),
    total_count: z.number().int(),
    url: z.string(),
  })

export function presentList<T>(data: T[], url: string) {
  return { object: 'list' as const, data, has_more: false as const, total_count: data.length, url }
}
