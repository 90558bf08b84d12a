import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { baseFormWords } from '@/components/dashboard/form-words'
import { pricedChoices } from '@/components/plan/choices-of'
import { PlanForm } from '@/components/plan/plan-form'
import { planMessages, planWords } from '@/components/plan/words'
import { Main } from '@/components/ui/container'
import { PageHeader } from '@/components/ui/page-header'
import { openToWrite, peekDashboard, required } from '../../../../open'

type Props = { params: Promise<{ owner: string; id: string }> }

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const page = await peekDashboard(params)
  return page ? { title: planWords(page.words.locale)('edit') } : {}
}

export default async function EditPlanPage({ params }: Props) {
  const { id } = await params
  const { api, base, key, words } = await openToWrite(params, `/plans/${id}/edit`)
  const plan = await required(api.plan.get({ ...key, id }))
  if (plan.archivedAt) notFound()
  const { product, prices, features } = await required(
    api.plan.choices({ ...key, productId: plan.product.id }),
  )
  const t = planWords(words.locale)
  const { form, preview } = planMessages(words.locale)
  const { errors, ...sentences } = form
  return (
    <Main width="wide">
      <PageHeader title={t('edit')} back={{ href: `${base}/plans/${id}`, label: plan.name }} />
      <PlanForm
        ownerId={key.ownerId}
        plan={plan}
        product={product}
        prices={pricedChoices(prices, words)}
        features={features}
        base={`${base}/plans`}
        words={{ ...baseFormWords(words, errors), form: sentences, preview }}
      />
    </Main>
  )
}
