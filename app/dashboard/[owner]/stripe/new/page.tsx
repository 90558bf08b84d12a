import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { countryOptions } from '@/components/billing-details/countries'
import { baseFormWords } from '@/components/dashboard/form-words'
import { ConnectForm } from '@/components/stripe-account/connect-form'
import { stripeAccountMessages, stripeAccountWords } from '@/components/stripe-account/words'
import { Card } from '@/components/ui/card'
import { Main } from '@/components/ui/container'
import { PageHeader } from '@/components/ui/page-header'
import { type DashboardParams, openDashboard, peekDashboard } from '../../../open'

type Props = { params: DashboardParams }

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const page = await peekDashboard(params)
  return page ? { title: stripeAccountWords(page.words.locale)('new.title') } : {}
}

/** The first step of connecting an account; the next ones are at Stripe. */
export default async function ConnectPage({ params }: Props) {
  const { base, key, owner, words, isAdmin } = await openDashboard(params, '/stripe/new')
  if (!isAdmin) notFound()
  const t = stripeAccountWords(words.locale)
  const { errors, new: form } = stripeAccountMessages(words.locale)
  return (
    <Main width="narrow">
      <PageHeader
        title={t('new.title')}
        description={t('new.lead')}
        back={{ href: `${base}/stripe`, label: t('back') }}
      />
      <Card>
        <ConnectForm
          ownerId={key.ownerId}
          name={owner.name}
          countries={countryOptions(words.locale)}
          cancelHref={`${base}/stripe`}
          words={{ ...baseFormWords(words, errors), form }}
        />
      </Card>
    </Main>
  )
}
