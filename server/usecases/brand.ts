import { and, eq } from 'drizzle-orm'
import { z } from 'zod'
import { brand } from '@/db/schema'
import { type Brand, type OwnerCtx, requireWrite } from '../ctx'
import { DomainError } from '../errors'
import { parse } from './customer'

const brandInput = z
  .object({
    name: z.string().trim().min(1).max(200),
    email: z.email().max(320),
    address: z.object({
      line1: z.string().trim().max(200).optional(),
      line2: z.string().trim().max(200).optional(),
      city: z.string().trim().max(100).optional(),
      region: z.string().trim().max(100).optional(),
      postcode: z.string().trim().max(20).optional(),
      country: z
        .string()
        .regex(/^[A-Z]{2}$/, 'Country is a two-letter code')
        .optional(),
    }),
    taxNumber: z.string().trim().max(32).nullable(),
    /** Parts per million: 19 % is 190_000. */
    taxRatePpm: z.number().int().min(0).max(1_000_000),
    invoicePrefix: z.string().regex(/^[A-Z0-9-]{1,12}$/, 'A prefix has capitals, digits and hyphens'),
    accent: z.string().regex(/^#[0-9a-f]{6}$/i, 'An accent is a colour like #0b6b4d'),
  })
  .partial()

/**
 * Changes the parts given of an owner's brand, by code. Invoices already issued keep what they said.
 */
export async function updateBrand(
  ctx: OwnerCtx,
  code: string,
  input: z.input<typeof brandInput>,
): Promise<Brand> {
  requireWrite(ctx)
  const changes = parse(brandInput, input)
  const [row] = await ctx.db
    .update(brand)
    .set(changes)
    .where(and(eq(brand.ownerId, ctx.owner.id), eq(brand.code, code)))
    .returning()
  if (!row) throw new DomainError('not_found', { message: `There is no brand ${code}` })
  return row
}
