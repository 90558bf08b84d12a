import type { Metadata } from 'next'
import { offerTitle } from '@/components/plan/offer-words'
import type { OpenInvoice, Subscription } from '@/components/portal/types'
import { CancelForm } from '@/components/subscription/cancel-form'
import { ResumeButton } from '@/components/subscription/resume-button'
import { Card } from '@/components/ui/card'
import { Main } from '@/components/ui/container'
import { EmptyState } from '@/components/ui/empty-state'
import { Notice } from '@/components/ui/notice'
import { PageHeader } from '@/components/ui/page-header'
import { messagesFor } from '../../../messages'
import { openPage, type PortalPage, type PortalParams, peekPage, required } from '../../open'

const REASONS = ['too_expensive', 'missing_features', 'switched', 'unused', 'too_complex', 'other'] as const

type Props = { params: PortalParams }

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: (await peekPage(params))?.words.t('overview.cancel') }
}

/** Ends the plan: with what is paid, or now. Says before what that means. */
export default async function CancelPage({ params }: Props) {
  const page = await openPage(params, '/cancel')
  const { customer, base, key, portal, words } = page
  const { subscription, open } = await required(portal.customer.overview(key))
  const { t } = words
  const back = { href: base, label: t('cancel.back') }
  if (!subscription || subscription.status === 'canceled')
    return (
      <Main width="narrow">
        <Card>
          <EmptyState title={<h1>{t('cancel.none')}</h1>}>{t('cancel.noneText')}</EmptyState>
        </Card>
      </Main>
    )
  const plan = offerTitle(subscription.offer, words)
  return (
    <Main width="narrow">
      <PageHeader back={back} title={t('cancel.title', { plan })} />
      {subscription.cancelAt !== null ? (
        <Notice
          tone="info"
          action={
            customer.canWrite && (
              <ResumeButton
                customerId={customer.id}
                doneHref={`${base}?done=resumed`}
                words={words.problems}
                variant="primary"
              >
                {t('cancel.keep', { plan: subscription.offer.title })}
              </ResumeButton>
            )
          }
        >
          {t('cancel.already', { plan, date: words.date(subscription.cancelAt) })}
        </Notice>
      ) : customer.canWrite ? (
        <Ask page={page} subscription={subscription} open={open} />
      ) : (
        <Notice>{t('viewer')}</Notice>
      )}
    </Main>
  )
}

type AskProps = { page: PortalPage; subscription: Subscription; open: OpenInvoice[] }

function Ask({ page: { customer, base, words }, subscription, open }: AskProps) {
  const { t, date, money } = words
  const { status, periodEndAt, offer } = subscription
  const isTrial = status === 'trialing'
  const at = { date: date(periodEndAt) }
  const [first] = open
  return (
    <>
      {first && (
        <Notice tone="warn">{t('cancel.open', { amount: money(first.amountDue, first.currency) })}</Notice>
      )}
      <Card>
        <CancelForm
          customerId={customer.id}
          reasons={REASONS.map((value) => ({ value, label: t(`cancel.reasons.${value}`) }))}
          doneHref={`${base}?done=canceled`}
          keepHref={base}
          words={{
            ...words.problems,
            when: t('cancel.when'),
            optional: messagesFor(words.locale).ui.optional,
            reason: t('cancel.reason'),
            reasonNone: t('cancel.reasonNone'),
            comment: t('cancel.comment'),
            keep: t('cancel.keep', { plan: offer.title }),
            options: {
              period_end: {
                label: isTrial ? t('cancel.trialEnd', at) : t('cancel.periodEnd', at),
                text: isTrial ? t('cancel.trialEndText') : t('cancel.periodEndText'),
                submit: t('cancel.submitLater', { date: date(periodEndAt, 'day') }),
              },
              now: {
                label: t('cancel.now'),
                text: isTrial ? t('cancel.nowTrialText') : t('cancel.nowText'),
                submit: t('cancel.submitNow'),
              },
            },
          }}
        />
      </Card>
      <p className="text-sm text-ink-3">{t('cancel.undo', at)}</p>
    </>
  )
}
