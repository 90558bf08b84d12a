import { Notice } from '@/components/ui/notice'
import type { Words } from '@/components/words'
import { Said } from '../portal/said'
import type { Method } from '../portal/types'
import { methodLabel } from './label'

export interface MethodsDoneProps {
  /** What has just been done, from the address. */
  done: string | undefined
  /** The id of what was added. */
  method: string | undefined
  methods: readonly Method[]
  words: Words
}

/** Says what has just been done to the means of payment. */
export function MethodsDone({ done, method: id, methods, words }: MethodsDoneProps) {
  const { t } = words
  const added = methods.find((method) => method.id === id)
  const chosen = methods.find((method) => method.isDefault)
  const label = (of: Method) => ({ method: methodLabel(of, words) })
  const said =
    done === 'added' && added
      ? added.isDefault
        ? t('done.addedDefault', label(added))
        : t('done.added', label(added))
      : done === 'default' && chosen
        ? t('done.default', label(chosen))
        : done === 'removed'
          ? t('done.removed')
          : done === 'updated'
            ? t('done.updated')
            : null
  if (said === null) return null
  return (
    <Said key={said}>
      <Notice tone="good" title={said} live="status" />
    </Said>
  )
}
