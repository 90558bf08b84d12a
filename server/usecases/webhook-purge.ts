import { firstIdAt } from '@/db/id'
import { deleteDeliveries, listWebhookOwners } from '@/db/queries/webhook'
import { wallNow } from '../clock'
import { DAY_MS } from '../core/time'
import type { Ctx } from '../ctx'

/** How long it can be looked up what was sent; the events themselves stay. */
export const DELIVERY_KEPT_DAYS = 30
/** Deleted of one owner by one run, so that no run holds the others up. */
const BATCH = 1_000

/**
 * Deletes deliveries that are done with and older than `DELIVERY_KEPT_DAYS`, of each owner the oldest. What is still to
 * be sent stays however old it is. Of the network, and so by the wall's clock. Answers how many.
 */
export async function purgeDeliveries(ctx: Ctx): Promise<number> {
  const beforeId = firstIdAt(new Date(wallNow().getTime() - DELIVERY_KEPT_DAYS * DAY_MS))
  let deleted = 0
  for (const ownerId of await listWebhookOwners(ctx.db))
    deleted += await deleteDeliveries(ctx.db, ownerId, { beforeId, limit: BATCH })
  return deleted
}
