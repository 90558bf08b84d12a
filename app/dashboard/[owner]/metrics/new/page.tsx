import type { Metadata } from 'next'
import { baseFormWords } from '@/components/dashboard/form-words'
import { MetricForm } from '@/components/metric/metric-form'
import { metricMessages, metricWords } from '@/components/metric/words'
import { Card } from '@/components/ui/card'
import { Main } from '@/components/ui/container'
import { PageHeader } from '@/components/ui/page-header'
import { type DashboardParams, openToWrite, peekDashboard } from '../../../open'

type Props = { params: DashboardParams }

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const page = await peekDashboard(params)
  return page ? { title: metricWords(page.words.locale)('new') } : {}
}

export default async function NewMetricPage({ params }: Props) {
  const { base, key, words } = await openToWrite(params, '/metrics/new')
  const t = metricWords(words.locale)
  const { form } = metricMessages(words.locale)
  return (
    <Main width="narrow">
      <PageHeader title={t('new')} back={{ href: `${base}/metrics`, label: t('back') }} />
      <Card>
        <MetricForm
          ownerId={key.ownerId}
          metric={null}
          base={`${base}/metrics`}
          words={{ ...baseFormWords(words, form.errors), form }}
        />
      </Card>
    </Main>
  )
}
