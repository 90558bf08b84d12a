import type { Metadata } from 'next'
import { Done } from '@/components/dashboard/done'
import { baseFormWords } from '@/components/dashboard/form-words'
import { cursorOf, listHref, Pager } from '@/components/dashboard/pager'
import { Said } from '@/components/portal/said'
import { ButtonLink } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { Main } from '@/components/ui/container'
import { EmptyState } from '@/components/ui/empty-state'
import { Notice } from '@/components/ui/notice'
import { PageHeader } from '@/components/ui/page-header'
import { Segments } from '@/components/ui/segments'
import { DeliveryTable } from '@/components/webhook/delivery-table'
import { ResendSince, WebhookActions } from '@/components/webhook/webhook-actions'
import { WebhookStatus } from '@/components/webhook/webhook-status'
import { webhookMessages, webhookWords } from '@/components/webhook/words'
import { DAY_MS } from '@/server/core/time'
import { one, openDashboard, peekDashboard, required, type Search } from '../../../open'

type Props = { params: Promise<{ owner: string; id: string }>; searchParams: Search }

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const page = await peekDashboard(params)
  return page ? { title: webhookWords(page.words.locale)('column.name') } : {}
}

const STATUSES = ['pending', 'delivered', 'failed'] as const

/** One endpoint with what was sent to it. */
export default async function WebhookPage({ params, searchParams }: Props) {
  const { id } = await params
  const { api, base, key, mayWrite, words } = await openDashboard(params, `/webhooks/${id}`)
  const search = await searchParams
  const status = STATUSES.find((each) => each === one(search.status))
  const [webhook, log] = await Promise.all([
    required(api.webhook.get({ ...key, id })),
    required(api.webhook.deliveries({ ...key, webhookId: id, status, ...cursorOf(search) })),
  ])
  const { locale } = words
  const t = webhookWords(locale)
  const sentences = webhookMessages(locale)
  const form = baseFormWords(words, sentences.since.errors)
  const clientWords = {
    ...form,
    problem: { ...form.problem, conflict: sentences.since.conflict },
    webhook: sentences,
  }
  const path = `${base}/webhooks/${id}`
  const resent = one(search.resent)
  return (
    <Main width="wide">
      <PageHeader
        title={webhook.name}
        description={<span className="break-all">{webhook.url}</span>}
        chip={<WebhookStatus webhook={webhook} words={words} />}
        back={{ href: `${base}/webhooks`, label: t('back') }}
        actions={mayWrite && <ButtonLink href={`${path}/edit`}>{t('edit')}</ButtonLink>}
      />
      <Done what={one(search.done)} locale={locale} />
      {resent !== undefined && /^\d{1,4}$/.test(resent) && (
        <Said>
          <Notice tone="good" title={t('since.done', { count: Number(resent) })} live="status" />
        </Said>
      )}
      {mayWrite && (
        <WebhookActions
          ownerId={key.ownerId}
          webhook={webhook}
          base={`${base}/webhooks`}
          words={clientWords}
        />
      )}
      <p className="text-sm text-ink-2">
        {t('column.events')}: {webhook.events.length === 0 ? t('all') : webhook.events.join(', ')}
      </p>
      <Card
        id="log"
        title={t('log.title')}
        padding="none"
        aside={
          <Segments
            label={t('log.show')}
            items={[
              { href: listHref(path, search, { status: undefined }), label: t('log.any'), current: !status },
              ...STATUSES.map((each) => ({
                href: listHref(path, search, { status: each }),
                label: t(`log.${each}`),
                current: each === status,
              })),
            ]}
          />
        }
      >
        <DeliveryTable
          deliveries={log.rows}
          path={path}
          words={words}
          empty={
            status ? (
              <EmptyState title={t('log.emptyFilter')}>{t('log.emptyFilterText')}</EmptyState>
            ) : (
              <EmptyState title={t('log.empty')}>{t('log.emptyText')}</EmptyState>
            )
          }
        />
        <Pager label={t('log.pages')} path={path} search={search} page={log} locale={locale} />
      </Card>
      {mayWrite && webhook.enabled && (
        <Card id="since" title={t('since.title')} description={t('since.text')}>
          <ResendSince
            ownerId={key.ownerId}
            webhookId={id}
            path={path}
            earliest={keptSince()}
            words={clientWords}
          />
        </Card>
      )}
    </Main>
  )
}

/** Deliveries are kept for 30 days, by the wall's clock. */
const keptSince = (): string => new Date(Date.now() - 30 * DAY_MS).toISOString().slice(0, 10)
