import type { Metadata } from 'next'
import { baseFormWords } from '@/components/dashboard/form-words'
import { MetricForm } from '@/components/metric/metric-form'
import { metricMessages, metricWords } from '@/components/metric/words'
import { Card } from '@/components/ui/card'
import { Main } from '@/components/ui/container'
import { PageHeader } from '@/components/ui/page-header'
import { openToWrite, peekDashboard, required } from '../../../../open'

type Props = { params: Promise<{ owner: string; id: string }> }

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const page = await peekDashboard(params)
  return page ? { title: metricWords(page.words.locale)('edit') } : {}
}

export default async function EditMetricPage({ params }: Props) {
  const { id } = await params
  const { api, base, key, words } = await openToWrite(params, `/metrics/${id}/edit`)
  const metric = await required(api.metric.get({ ...key, id }))
  const t = metricWords(words.locale)
  const { form } = metricMessages(words.locale)
  return (
    <Main width="narrow">
      <PageHeader title={t('edit')} back={{ href: `${base}/metrics/${id}`, label: metric.name }} />
      <Card>
        <MetricForm
          ownerId={key.ownerId}
          metric={metric}
          base={`${base}/metrics`}
          words={{ ...baseFormWords(words, form.errors), form }}
        />
      </Card>
    </Main>
  )
}
