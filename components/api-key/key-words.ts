import { area } from '@/components/dashboard/area'
import de from '@/messages/dashboard/keys.de.json'
import en from '@/messages/dashboard/keys.en.json'
import fr from '@/messages/dashboard/keys.fr.json'
import { AREAS } from '@/server/core/api-key'

/** The pages about the keys of an owner's programs. */
export const keyWords = area({ en, de, fr })

export type KeyWords = ReturnType<typeof keyWords>

/** What a key may do, in words: "Everything", or one entry per area. */
export function scopeNames(scopes: readonly string[], t: KeyWords): string[] {
  if (scopes.length === 0 || (scopes.includes('read') && scopes.includes('write'))) return [t('everything')]
  const whole = [
    ...(scopes.includes('read') ? [t('readOnly')] : []),
    ...(scopes.includes('write') ? [t('writeOnly')] : []),
  ]
  const parts = AREAS.flatMap((area) => {
    const reads = scopes.includes(`${area}:read`)
    const writes = scopes.includes(`${area}:write`)
    if (!reads && !writes) return []
    return [t(`scope.${reads && writes ? 'both' : reads ? 'read' : 'write'}`, { area: t(`area.${area}`) })]
  })
  return [...whole, ...parts]
}
