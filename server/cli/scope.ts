import type { Ctx, OwnerCtx } from '@/server/ctx'
import { findOwner, ownerScope } from '@/server/usecases/owner'

/** The scope of the owner that `--owner` names: by id, e-mail or name. */
export async function scopeOf(ctx: Ctx, idOrEmailOrName: string): Promise<OwnerCtx> {
  const owner = await findOwner(ctx, idOrEmailOrName)
  return ownerScope(ctx, owner.id)
}
