import { ButtonLink } from '@/components/ui/button'
import { Main } from '@/components/ui/container'
import { EmptyState } from '@/components/ui/empty-state'
import { wordsFor } from '@/components/words'
import { readLocale } from '../locale'

/** A manage link that is over, or never was one. */
export default async function LinkOver() {
  const { t } = wordsFor(await readLocale())
  return (
    <Main width="narrow">
      <EmptyState
        title={<h1>{t('manage.title')}</h1>}
        action={<ButtonLink href="/signin">{t('manage.action')}</ButtonLink>}
      >
        {t('manage.text')}
      </EmptyState>
    </Main>
  )
}
