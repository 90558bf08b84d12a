import { ButtonLink } from '@/components/ui/button'
import { Main } from '@/components/ui/container'
import { EmptyState } from '@/components/ui/empty-state'
import { wordsFor } from '@/components/words'
import { readLocale } from '../locale'

/** A customer, invoice or page out of sight: whether it exists is not said. */
export default async function PortalNotFound() {
  const { t } = wordsFor(await readLocale())
  return (
    <Main width="narrow">
      <EmptyState
        title={<h1>{t('missing.title')}</h1>}
        action={<ButtonLink href="/portal">{t('missing.action')}</ButtonLink>}
      >
        {t('missing.text')}
      </EmptyState>
    </Main>
  )
}
