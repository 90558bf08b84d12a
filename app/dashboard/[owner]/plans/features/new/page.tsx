import type { Metadata } from 'next'
import { baseFormWords } from '@/components/dashboard/form-words'
import { FeatureForm } from '@/components/plan/feature-form'
import { planMessages, planWords } from '@/components/plan/words'
import { Card } from '@/components/ui/card'
import { Main } from '@/components/ui/container'
import { PageHeader } from '@/components/ui/page-header'
import { type DashboardParams, openToWrite, peekDashboard } from '../../../../open'

type Props = { params: DashboardParams }

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const page = await peekDashboard(params)
  return page ? { title: planWords(page.words.locale)('feature.new') } : {}
}

export default async function NewFeaturePage({ params }: Props) {
  const { base, key, words } = await openToWrite(params, '/plans/features/new')
  const t = planWords(words.locale)
  const { feature } = planMessages(words.locale)
  const path = `${base}/plans/features`
  return (
    <Main width="narrow">
      <PageHeader title={t('feature.new')} back={{ href: path, label: t('feature.title') }} />
      <Card>
        <FeatureForm
          ownerId={key.ownerId}
          doneHref={path}
          words={{ ...baseFormWords(words, feature.errors), feature }}
        />
      </Card>
    </Main>
  )
}
