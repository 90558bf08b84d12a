import type { Metadata } from 'next'
import { countryOptions } from '@/components/billing-details/countries'
import { DetailsForm } from '@/components/billing-details/details-form'
import { detailsWords } from '@/components/billing-details/details-words'
import { Said } from '@/components/portal/said'
import { Card } from '@/components/ui/card'
import { Main } from '@/components/ui/container'
import { Notice } from '@/components/ui/notice'
import { PageHeader } from '@/components/ui/page-header'
import { LANGUAGES } from '../../../locale'
import { messagesFor } from '../../../messages'
import { one, openPage, type PortalParams, peekPage, type Search } from '../../open'

type Props = { params: PortalParams; searchParams: Search }

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: (await peekPage(params))?.words.t('details.title') }
}

/** Who is billed, where, and in which language. */
export default async function DetailsPage({ params, searchParams }: Props) {
  const { customer, base, words } = await openPage(params, '/details')
  const { t } = words
  const messages = messagesFor(words.locale)
  return (
    <Main width="narrow">
      <PageHeader title={t('details.title')} description={t('details.lead')} />
      {one((await searchParams).done) === 'saved' && (
        <Said>
          <Notice tone="good" title={t('done.saved')} live="status" />
        </Said>
      )}
      {!customer.canWrite && <Notice>{t('viewer')}</Notice>}
      {customer.canWrite && !customer.features.editDetails && (
        <Notice>{t('details.closed', { email: customer.brand.email })}</Notice>
      )}
      <Card>
        <fieldset disabled={!customer.canWrite || !customer.features.editDetails} className="min-w-0">
          <DetailsForm
            customer={customer}
            countries={countryOptions(words.locale)}
            languages={LANGUAGES}
            doneHref={`${base}/details?done=saved`}
            words={detailsWords(
              words,
              { brandName: customer.brand.name, email: customer.email },
              { optional: messages.ui.optional, errors: messages.portal.details.errors },
            )}
          />
        </fieldset>
      </Card>
    </Main>
  )
}
