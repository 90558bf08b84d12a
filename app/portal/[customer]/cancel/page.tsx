import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { offerTitle } from '@/components/plan/offer-words'
import type { Leaving, OpenInvoice, Subscription } from '@/components/portal/types'
import { CancelForm } from '@/components/subscription/cancel-form'
import { ResumeButton } from '@/components/subscription/resume-button'
import { StayButton } from '@/components/subscription/stay-button'
import { Card } from '@/components/ui/card'
import { Main } from '@/components/ui/container'
import { EmptyState } from '@/components/ui/empty-state'
import { Notice } from '@/components/ui/notice'
import { PageHeader } from '@/components/ui/page-header'
import type { Words } from '@/components/words'
import { messagesFor } from '../../../messages'
import {
  one,
  openPage,
  type PortalPage,
  type PortalParams,
  peekPage,
  required,
  type Search,
} from '../../open'

type Props = { params: PortalParams; searchParams: Search }

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: (await peekPage(params))?.words.t('overview.cancel') }
}

/** Ends the plan: with what is paid, or now. Says before what that means. */
export default async function CancelPage({ params, searchParams }: Props) {
  const page = await openPage(params, '/cancel')
  const { customer, base, key, portal, words } = page
  if (!customer.features.cancel) notFound()
  const subscriptionId = one((await searchParams).subscription)
  const [{ subscriptions, open }, leaving] = await Promise.all([
    required(portal.customer.overview(key)),
    required(portal.subscription.leaving({ ...key, subscriptionId })),
  ])
  const subscription = subscriptions.find(({ id }) => id === subscriptionId) ?? subscriptions[0]
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
                subscriptionId={subscription.id}
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
        <Ask page={page} subscription={subscription} open={open} leaving={leaving} />
      ) : (
        <Notice>{t('viewer')}</Notice>
      )}
    </Main>
  )
}

type AskProps = { page: PortalPage; subscription: Subscription; open: OpenInvoice[]; leaving: Leaving }

function Ask({ page: { customer, base, words }, subscription, open, leaving }: AskProps) {
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
      {leaving.instead && (
        <Card id="instead" title={t('cancel.insteadTitle')}>
          <p className="mb-4">{insteadText(leaving.instead, subscription, words)}</p>
          <StayButton
            customerId={customer.id}
            subscriptionId={subscription.id}
            doneHref={`${base}?done=resumed`}
            words={words.problems}
          >
            {leaving.instead.offer.kind === 'pause' ? t('cancel.insteadPause') : t('cancel.insteadDiscount')}
          </StayButton>
        </Card>
      )}
      <Card>
        <CancelForm
          customerId={customer.id}
          subscriptionId={subscription.id}
          reasons={leaving.reasons.map((value) => ({ value, label: t(`cancel.reasons.${value}`) }))}
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

/** What is offered, with the next invoice as it is and as it would be. */
function insteadText(
  { offer, before, after, resumesAt }: NonNullable<Leaving['instead']>,
  subscription: Subscription,
  { t, rate, money, date }: Words,
): string {
  const plan = subscription.offer.title
  if (offer.kind === 'pause')
    return t('cancel.pauseText', { plan, months: offer.months, date: resumesAt ? date(resumesAt) : '' })
  const text = t('cancel.discountText', { rate: rate(offer.percentOffPpm), plan, months: offer.months })
  if (!before || !after) return text
  return `${text} ${t('cancel.discountNext', {
    date: date(after.issuedAt),
    after: money(after.amountDue, after.currency),
    before: money(before.amountDue, before.currency),
  })}`
}
