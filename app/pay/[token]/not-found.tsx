import { Main } from '@/components/ui/container'
import { EmptyState } from '@/components/ui/empty-state'
import { wordsFor } from '@/components/words'
import { readLocale } from '../../locale'

/** An address that is no pay link of ours. */
export default async function NoInvoice() {
  const { t } = wordsFor(await readLocale())
  return (
    <Main width="narrow">
      <EmptyState title={<h1>{t('payLink.over')}</h1>}>{t('payLink.overText')}</EmptyState>
    </Main>
  )
}
