import { frameWords } from '@/components/dashboard/words'
import { ButtonLink } from '@/components/ui/button'
import { Main } from '@/components/ui/container'
import { EmptyState } from '@/components/ui/empty-state'
import { readLocale } from '../../locale'

/** A thing out of sight: whether it exists is not said. */
export default async function DashboardNotFound() {
  const t = frameWords(await readLocale())
  return (
    <Main width="narrow">
      <EmptyState
        title={<h1>{t('missing.title')}</h1>}
        action={<ButtonLink href="/dashboard">{t('missing.action')}</ButtonLink>}
      >
        {t('missing.text')}
      </EmptyState>
    </Main>
  )
}
