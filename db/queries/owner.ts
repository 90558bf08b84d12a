import { eq } from 'drizzle-orm'
import type { Tx } from '@/db'
import { owner } from '@/db/schema'

/**
 * Locks the owner's row: what there may be only one of (a code, the settings) is changed one at a time. Rows that
 * refer to the owner are still written meanwhile.
 */
export async function lockOwner(tx: Tx, ownerId: string) {
  const [row] = await tx.select().from(owner).where(eq(owner.id, ownerId)).for('no key update')
  if (!row) throw new Error('the owner in scope exists')
  return row
}
