import type { Metadata } from 'next'
import { baseFormWords } from '@/components/dashboard/form-words'
import { Main } from '@/components/ui/container'
import { PageHeader } from '@/components/ui/page-header'
import { WebhookForm } from '@/components/webhook/webhook-form'
import { webhookMessages, webhookWords } from '@/components/webhook/words'
import { openToWrite, peekDashboard, required } from '../../../../open'

type Props = { params: Promise<{ owner: string; id: string }> }

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const page = await peekDashboard(params)
  return page ? { title: webhookWords(page.words.locale)('edit') } : {}
}

export default async function EditWebhookPage({ params }: Props) {
  const { id } = await params
  const { api, base, key, words } = await openToWrite(params, `/webhooks/${id}/edit`)
  const [webhook, events] = await Promise.all([
    required(api.webhook.get({ ...key, id })),
    required(api.webhook.events(key)),
  ])
  const t = webhookWords(words.locale)
  const { form, secret } = webhookMessages(words.locale)
  return (
    <Main>
      <PageHeader title={t('edit')} back={{ href: `${base}/webhooks/${id}`, label: webhook.name }} />
      <WebhookForm
        ownerId={key.ownerId}
        webhook={webhook}
        events={events}
        base={`${base}/webhooks`}
        words={{ ...baseFormWords(words, form.errors), form, secret }}
      />
    </Main>
  )
}
