import { z } from '@hono/zod-openapi'
import { cardBrandName } from '../../../core/payment-method'
import { intervalName } from '../../../core/plan'
import type { Owner } from '../../../ctx'
import type { HouseAccount } from '../../../usecases/house-account'
import { unix } from '../../bucket/present/parts'

export const OwnerView = z
  .object({
    OwnerId: z.uuid(),
    Created: z.number().int().openapi({ description: 'Unix seconds' }),
    StripeSubStatus: z.enum(['trialing', 'active', 'past_due', 'canceled', 'unpaid']),
    CurrentPeriodEnd: z.string().openapi({ description: 'Unix seconds, as a text' }),
    CardDetails: z.string().optional(),
    LastName: z.string().optional(),
    FirstName: z.string().optional(),
    Email: z.string(),
    Plan: z.string().optional().openapi({ description: '<plan>-<interval>' }),
    PrimaryBrand: z.uuid().optional(),
    Timezone: z.string(),
  })
  .openapi('Owner', {
    example: {
      OwnerId: '01a1ffe6-d4f9-7fed-8f00-6bd934c6fa0a',
      Created: 1449791030,
      StripeSubStatus: 'trialing',
      CurrentPeriodEnd: '1449891030',
      CardDetails: 'Visa ending in 4848',
      LastName: 'Example',
      FirstName: 'Ample',
      Email: 'example@example.com',
      Plan: 'growth-month',
      PrimaryBrand: '01a1ffe6-d4f9-7fed-8f00-6bd934c6fa0b',
      Timezone: 'America/Vancouver',
    },
  })

export function presentOwner(owner: Owner, account: HouseAccount): z.infer<typeof OwnerView> {
  const { plan, method } = account
  return {
    OwnerId: owner.id,
    Created: unix(owner.createdAt),
    StripeSubStatus: account.status,
    CurrentPeriodEnd: String(unix(account.periodEndAt)),
    ...(method ? { CardDetails: methodDetails(method) } : {}),
    ...(owner.lastName ? { LastName: owner.lastName } : {}),
    ...(owner.firstName ? { FirstName: owner.firstName } : {}),
    Email: owner.email,
    ...(plan ? { Plan: `${plan.offer.code}-${intervalName(plan.offer.interval)}` } : {}),
    ...(owner.primaryBrandId ? { PrimaryBrand: owner.primaryBrandId } : {}),
    Timezone: owner.timezone,
  }
}

function methodDetails({ type, brand, last4 }: NonNullable<HouseAccount['method']>): string {
  const name = type === 'card' ? cardBrandName(brand) : 'SEPA'
  return last4 ? `${name} ending in ${last4}` : name
}
