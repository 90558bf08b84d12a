import { ButtonLink } from '@/components/ui/button'
import { Main } from '@/components/ui/container'
import { EmptyState } from '@/components/ui/empty-state'
import { wordsFor } from '@/components/words'
import { readLocale } from './locale'

/** An address that leads nowhere. */
export default async function NotFound() {
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
