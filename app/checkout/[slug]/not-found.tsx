import { Main } from '@/components/ui/container'
import { EmptyState } from '@/components/ui/empty-state'
import { wordsFor } from '@/components/words'
import { readLocale } from '../../locale'

/** A checkout that was used up, is over, or never was. */
export default async function CheckoutOver() {
  const { t } = wordsFor(await readLocale())
  return (
    <Main width="narrow">
      <EmptyState title={<h1>{t('checkout.over')}</h1>}>{t('checkout.overText')}</EmptyState>
    </Main>
  )
}
