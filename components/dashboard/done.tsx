import { Said } from '@/components/portal/said'
import { Notice } from '@/components/ui/notice'
import type { Locale } from '@/server/core/format'
import { formWords } from './form-words'

const KINDS = ['created', 'saved', 'deleted', 'enabled', 'disabled'] as const

/** What has just been done, as `?done=` of the address says it; nothing for anything else. */
export function Done({ what, locale }: { what: string | undefined; locale: Locale }) {
  const kind = KINDS.find((each) => each === what)
  if (!kind) return null
  return (
    <Said>
      <Notice tone="good" title={formWords(locale)(`done.${kind}`)} live="status" />
    </Said>
  )
}
