import { z } from '@hono/zod-openapi'
import type { Customer, CustomerCtx } from '../../../ctx'
import type { View } from './parts'

/** A customer as the bucket API knows it. `node.endpoints.web` is where its clients send everything next. */
export const Bucket = z
  .object({
    _id: z.string().openapi({ description: '24 hex digits' }),
    id: z.string().openapi({ description: 'The same customer by its UUID; accepted wherever `:id` is' }),
    name: z.string(),
    email: z.string(),
    public_id: z.string(),
    secret_id: z.string(),
    current_role: z.enum(['billing_admin', 'viewer']),
    created_at: z.string(),
    node: z.object({ endpoints: z.object({ web: z.string() }) }),
  })
  .openapi('Bucket')

export type BucketRole = z.infer<typeof Bucket>['current_role']

export function presentBucket(
  customer: Customer,
  of: { role: BucketRole; origin: string },
): z.infer<typeof Bucket> {
  return {
    _id: customer.bucketId,
    id: customer.id,
    name: customer.name ?? customer.companyName ?? customer.email,
    email: customer.email,
    public_id: customer.publicId,
    secret_id: customer.secretId,
    current_role: of.role,
    created_at: customer.createdAt.toISOString(),
    node: { endpoints: { web: of.origin } },
  }
}

/** The bucket that a request is in. */
export const bucketOf = (ctx: CustomerCtx, view: View): z.infer<typeof Bucket> =>
  presentBucket(ctx.customer, {
    role: ctx.role === 'viewer' ? 'viewer' : 'billing_admin',
    origin: view.origin,
  })

/** Stripe's metadata of a customer: what is not set is not there. */
export const BillingMetadata = z
  .object({
    vat_number: z.string().optional(),
    company_name: z.string().optional(),
    receipt_email: z.string().optional(),
  })
  .openapi('Metadata')

export function presentMetadata(customer: Customer): z.infer<typeof BillingMetadata> {
  return {
    ...(customer.vatNumber === null ? {} : { vat_number: customer.vatNumber }),
    ...(customer.companyName === null ? {} : { company_name: customer.companyName }),
    ...(customer.receiptEmail === null ? {} : { receipt_email: customer.receiptEmail }),
  }
}
