import type { Metadata } from 'next'
import { baseFormWords } from '@/components/dashboard/form-words'
import { Main } from '@/components/ui/container'
import { PageHeader } from '@/components/ui/page-header'
import { WebhookForm } from '@/components/webhook/webhook-form'
import { webhookMessages, webhookWords } from '@/components/webhook/words'
import { type DashboardParams, openToWrite, peekDashboard, required } from '../../../open'

type Props = { params: DashboardParams }

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const page = await peekDashboard(params)
  return page ? { title: webhookWords(page.words.locale)('new') } : {}
}

export default async function NewWebhookPage({ params }: Props) {
  const { api, base, key, words } = await openToWrite(params, '/webhooks/new')
  const events = await required(api.webhook.events(key))
  const t = webhookWords(words.locale)
  const { form, secret } = webhookMessages(words.locale)
  return (
    <Main>
      <PageHeader title={t('new')} back={{ href: `${base}/webhooks`, label: t('back') }} />
      <WebhookForm
        ownerId={key.ownerId}
        webhook={null}
        events={events}
        base={`${base}/webhooks`}
        words={{ ...baseFormWords(words, form.errors), form, secret }}
      />
    </Main>
  )
}
