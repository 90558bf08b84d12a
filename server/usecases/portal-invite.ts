import { type CustomerCtx, requireWrite, transact } from '../ctx'
import { createManageLink } from './access-link'
import { admitByEmail } from './customer'
import { record } from './event'

/** Where a link that an owner sends leads to: the portal's first page, or where a card is added. */
export const PORTAL_PAGES = ['overview', 'add_payment_method'] as const
export type PortalPage = (typeof PORTAL_PAGES)[number]

/**
 * Mails a customer where its portal is. There it signs in by its e-mail: the mail holds no secret, so that it may be
 * sent on and does not end. Whoever has the address is let into the portal from then on.
 */
export async function sendPortalLink(ctx: CustomerCtx, input: { page: PortalPage }): Promise<void> {
  requireWrite(ctx)
  await transact(ctx, async (t) => {
    await admitByEmail(t, t.customer)
    const { id } = t.customer
    await record(t, 'customer.link_sent', {
      ownerId: t.owner.id,
      customerId: id,
      subjectId: id,
      payload: { page: input.page },
    })
  })
}

/** A link that opens the portal as this customer for a few minutes; that it was made is written down. */
export async function openPortalAs(ctx: CustomerCtx, of: { wall: Date }): Promise<{ token: string }> {
  requireWrite(ctx)
  const { id } = ctx.customer
  await transact(ctx, (t) =>
    record(t, 'customer.link_opened', { ownerId: t.owner.id, customerId: id, subjectId: id }),
  )
  return createManageLink(ctx, of)
}
