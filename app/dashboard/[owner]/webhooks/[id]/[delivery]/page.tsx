import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { baseFormWords } from '@/components/dashboard/form-words'
import { Said } from '@/components/portal/said'
import { Card } from '@/components/ui/card'
import { Main } from '@/components/ui/container'
import { DescriptionList } from '@/components/ui/description-list'
import { Notice } from '@/components/ui/notice'
import { PageHeader } from '@/components/ui/page-header'
import type { DeliveryDetail } from '@/components/webhook/types'
import { ResendOne } from '@/components/webhook/webhook-actions'
import { answerText, DeliveryStatus } from '@/components/webhook/webhook-status'
import { webhookMessages, webhookWords } from '@/components/webhook/words'
import type { Words } from '@/components/words'
import { one, openDashboard, peekDashboard, required, type Search } from '../../../../open'

type Props = { params: Promise<{ owner: string; id: string; delivery: string }>; searchParams: Search }

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const page = await peekDashboard(params)
  return page ? { title: webhookWords(page.words.locale)('delivery.facts') } : {}
}

/** One delivery: what is sent, and what came of each try. */
export default async function DeliveryPage({ params, searchParams }: Props) {
  const { id, delivery: deliveryId } = await params
  const { api, base, key, mayWrite, words } = await openDashboard(params, `/webhooks/${id}/${deliveryId}`)
  const [webhook, delivery, search] = await Promise.all([
    required(api.webhook.get({ ...key, id })),
    required(api.webhook.delivery({ ...key, id: deliveryId })),
    searchParams,
  ])
  if (delivery.webhookId !== webhook.id) notFound()
  const t = webhookWords(words.locale)
  const sentences = webhookMessages(words.locale)
  const form = baseFormWords(words)
  const path = `${base}/webhooks/${id}`
  return (
    <Main width="normal">
      <PageHeader
        title={<code className="text-xl">{delivery.type}</code>}
        chip={<DeliveryStatus delivery={delivery} words={words} />}
        back={{ href: path, label: webhook.name }}
        actions={
          mayWrite && (
            <ResendOne
              ownerId={key.ownerId}
              deliveryId={deliveryId}
              path={path}
              words={{
                ...form,
                problem: { ...form.problem, conflict: sentences.since.conflict },
                webhook: sentences,
              }}
            />
          )
        }
      />
      {one(search.resent) === '1' && (
        <Said>
          <Notice tone="good" title={t('delivery.resent')} live="status" />
        </Said>
      )}
      <Card id="facts" title={t('delivery.facts')}>
        <Facts delivery={delivery} words={words} />
      </Card>
      <Card id="attempts" title={t('delivery.attempts')}>
        {delivery.tries.length === 0 && <p className="text-ink-2">{t('delivery.noAttempt')}</p>}
        <ol className="grid gap-4">
          {delivery.tries.map((each) => (
            <li key={each.at.toISOString()} className="grid gap-1.5">
              <p className="num">
                {t('delivery.attempt', {
                  at: words.date(each.at, 'time'),
                  status: answerText(each, words),
                  ms: each.ms,
                })}
              </p>
              {each.answer && <Code label={t('delivery.answer')} text={each.answer} />}
            </li>
          ))}
        </ol>
      </Card>
      <Card id="body" title={t('delivery.body')}>
        <Code label={t('delivery.body')} text={delivery.body} />
      </Card>
    </Main>
  )
}

function Facts({ delivery, words }: { delivery: DeliveryDetail; words: Words }) {
  const t = webhookWords(words.locale)
  const { status, nextAt, deliveredAt } = delivery
  return (
    <DescriptionList
      items={[
        {
          key: 'id',
          term: t('delivery.id'),
          description: <code className="text-sm break-all">{delivery.messageId}</code>,
        },
        { key: 'made', term: t('delivery.made'), description: words.date(delivery.createdAt, 'time') },
        ...(status === 'pending'
          ? [
              {
                key: 'next',
                term: t('delivery.next'),
                description: nextAt ? words.date(nextAt, 'time') : t('delivery.nextWaits'),
              },
            ]
          : []),
        ...(deliveredAt
          ? [{ key: 'done', term: t('delivery.done'), description: words.date(deliveredAt, 'time') }]
          : []),
      ]}
    />
  )
}

/** Text as it is; it can be scrolled with the keyboard too. */
function Code({ label, text }: { label: string; text: string }) {
  return (
    <section
      aria-label={label}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by the keyboard (WCAG 2.1.1)
      tabIndex={0}
      className="max-h-110 overflow-auto rounded-md bg-sunken p-3"
    >
      <pre className="text-xs leading-5">{text}</pre>
    </section>
  )
}
