import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { baseFormWords } from '@/components/dashboard/form-words'
import { pricedChoices } from '@/components/plan/choices-of'
import { LinkForm } from '@/components/plan/link-form'
import { planMessages, planWords } from '@/components/plan/words'
import { Card } from '@/components/ui/card'
import { Main } from '@/components/ui/container'
import { PageHeader } from '@/components/ui/page-header'
import { openToWrite, peekDashboard, required } from '../../../../../open'

type Props = { params: Promise<{ owner: string; id: string }> }

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const page = await peekDashboard(params)
  return page ? { title: planWords(page.words.locale)('link.new') } : {}
}

export default async function NewLinkPage({ params }: Props) {
  const { id } = await params
  const { api, base, key, words } = await openToWrite(params, `/plans/${id}/links/new`)
  const [plan, brands] = await Promise.all([
    required(api.plan.get({ ...key, id })),
    required(api.checkout.brands(key)),
  ])
  if (plan.archivedAt) notFound()
  const t = planWords(words.locale)
  const { link } = planMessages(words.locale)
  return (
    <Main width="narrow">
      <PageHeader
        title={t('link.new')}
        back={{ href: `${base}/plans/${id}/links`, label: t('link.title') }}
      />
      <Card>
        <LinkForm
          ownerId={key.ownerId}
          planId={id}
          planName={plan.name}
          prices={pricedChoices(plan.prices, words)}
          brands={brands}
          doneHref={`${base}/plans/${id}/links`}
          words={{ ...baseFormWords(words, link.errors), link }}
        />
      </Card>
    </Main>
  )
}
