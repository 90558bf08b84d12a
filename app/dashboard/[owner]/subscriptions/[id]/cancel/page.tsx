import type { Metadata } from 'next'
import { LiveForm } from '@/components/dashboard/live-form'
import { EndForm } from '@/components/subscription/end-form'
import { dueOf, PreviewSum } from '@/components/subscription/preview-sum'
import { refusalText, subscriptionFormWords } from '@/components/subscription/subscription-words'
import { Card } from '@/components/ui/card'
import { Main } from '@/components/ui/container'
import { TextField } from '@/components/ui/input'
import { Notice } from '@/components/ui/notice'
import { PageHeader } from '@/components/ui/page-header'
import { RadioCards } from '@/components/ui/radio-cards'
import { attempt, one, type Search } from '../../../../open'
import { openSubscriptionToWrite, type SubscriptionPage, type SubscriptionParams, tomorrow } from '../open'

type Props = { params: SubscriptionParams; searchParams: Search }

const WHENS = ['period_end', 'now', 'date'] as const
const REFUNDS = ['none', 'prorate', 'full'] as const
type Choice = { when: (typeof WHENS)[number]; refund: (typeof REFUNDS)[number]; date?: string }

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { t, subscription } = await openSubscriptionToWrite(params, '/cancel')
  return { title: t('cancel.title', { plan: subscription.offer.title }) }
}

/** When it ends and what goes back, to the cent, before it does. */
export default async function CancelPage({ params, searchParams }: Props) {
  const page = await openSubscriptionToWrite(params, '/cancel')
  const { subscription, customer, name, path, t, words } = page
  const choice = choiceOf(await searchParams)
  const { when, refund, date } = choice
  const plan = subscription.offer.title
  return (
    <Main width="narrow">
      <PageHeader back={{ href: path, label: name }} title={t('cancel.title', { plan })} />
      <LiveForm
        path={`${path}/cancel`}
        label={t('cancel.when')}
        submitLabel={t('start.update')}
        className="grid gap-5"
      >
        <RadioCards
          legend={t('cancel.when')}
          name="when"
          defaultValue={when}
          options={WHENS.map((value) => ({
            value,
            label:
              value === 'period_end'
                ? t('cancel.period_end', { date: words.date(subscription.periodEndAt) })
                : t(`cancel.${value}`),
          }))}
        />
        {when === 'date' && (
          <TextField
            name="date"
            type="date"
            label={t('cancel.day')}
            min={tomorrow(page)}
            defaultValue={date ?? ''}
            className="sm:max-w-60"
          />
        )}
        {customer.billingType === 'card' ? (
          <RadioCards
            legend={t('cancel.refund')}
            name="refund"
            defaultValue={refund}
            columns={3}
            options={REFUNDS.map((value) => ({ value, label: t(`cancel.${value}`) }))}
          />
        ) : (
          <p className="text-sm text-ink-3">{t('cancel.byInvoice')}</p>
        )}
      </LiveForm>
      {when === 'date' && date === undefined ? (
        <p className="text-ink-2">{t('cancel.dateNeeded')}</p>
      ) : (
        <Outcome page={page} choice={choice} />
      )}
    </Main>
  )
}

function choiceOf(search: Awaited<Search>): Choice {
  const date = one(search.date)
  return {
    when: WHENS.find((each) => each === one(search.when)) ?? 'period_end',
    refund: REFUNDS.find((each) => each === one(search.refund)) ?? 'none',
    ...(date && /^\d{4}-\d{2}-\d{2}$/.test(date) ? { date } : {}),
  }
}

async function Outcome({ page, choice }: { page: SubscriptionPage; choice: Choice }) {
  const { api, of, path, t, words } = page
  const input = { ...of, ...choice }
  const formWords = subscriptionFormWords(words)
  const answer = await attempt(api.subscription.previewCancel(input))
  if ('refusal' in answer) return <Notice tone="warn">{refusalText(answer.refusal.code, words)}</Notice>
  const preview = answer.value
  const { refund, effectiveAt, previewedAt, invoice } = preview
  if (choice.when === 'date' && effectiveAt <= previewedAt)
    return <p className="text-ink-2">{t('cancel.dateNeeded')}</p>
  const isNow = effectiveAt <= previewedAt
  const date = words.date(effectiveAt)
  const amount = refund && words.money(refund.amount, refund.currency)
  const sentences = [
    isNow ? t('say.endsNow') : t('say.ends', { date }),
    amount !== null && t('say.refund', { amount }),
    invoice && `${t('cancel.usage')}: ${words.money(invoice.amountDue, invoice.currency)}.`,
  ].filter(Boolean)
  const submit =
    amount !== null
      ? t('cancel.submitRefund', { amount })
      : isNow
        ? t('cancel.submitNow')
        : t('cancel.submitLater', { date: words.date(effectiveAt, 'day') })
  return (
    <>
      <Card id="sum">
        <PreviewSum preview={preview} t={t} words={words} />
      </Card>
      <p className="num whitespace-normal">{sentences.join(' ')}</p>
      <EndForm
        input={{ ...input, previewedAt, amountDue: dueOf(preview), refundAmount: refund?.amount ?? 0 }}
        doneHref={`${path}?done=canceled`}
        keepHref={path}
        submit={submit}
        words={{
          ...formWords,
          comment: t('cancel.comment'),
          hint: t('cancel.commentHint'),
          keep: t('cancel.keep'),
        }}
      />
    </>
  )
}
