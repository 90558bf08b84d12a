import type { Metadata } from 'next'
import { ActButton } from '@/components/dashboard/act'
import { LiveForm } from '@/components/dashboard/live-form'
import { methodLabel } from '@/components/payment-method/label'
import { dueOf, dueText, PreviewSum, todaySentence } from '@/components/subscription/preview-sum'
import { refusalText, subscriptionFormWords } from '@/components/subscription/subscription-words'
import { Card } from '@/components/ui/card'
import { Main } from '@/components/ui/container'
import { TextField } from '@/components/ui/input'
import { Notice } from '@/components/ui/notice'
import { PageHeader } from '@/components/ui/page-header'
import { RadioCards } from '@/components/ui/radio-cards'
import { attempt, one, type Search } from '../../../../open'
import { openSubscriptionToWrite, type SubscriptionPage, type SubscriptionParams } from '../open'

type Props = { params: SubscriptionParams; searchParams: Search }

const SEATS_MAX = 1_000_000

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: (await openSubscriptionToWrite(params, '/seats')).t('seats.title') }
}

/** More seats or fewer, prorated today or priced by the next renewal. */
export default async function SeatsPage({ params, searchParams }: Props) {
  const page = await openSubscriptionToWrite(params, '/seats')
  const { subscription, name, path, t, words } = page
  const search = await searchParams
  const asked = Number(one(search.seats) ?? subscription.quantity)
  const seats = Number.isInteger(asked) && asked >= 1 && asked <= SEATS_MAX ? asked : subscription.quantity
  const when = one(search.when) === 'renewal' ? 'renewal' : 'now'
  return (
    <Main width="narrow">
      <PageHeader back={{ href: path, label: name }} title={t('seats.title')} />
      <LiveForm
        path={`${path}/seats`}
        label={t('seats.title')}
        submitLabel={t('start.update')}
        className="grid gap-5"
      >
        <TextField
          name="seats"
          type="number"
          min={1}
          max={SEATS_MAX}
          step={1}
          label={t('seats.seats')}
          defaultValue={seats}
          className="sm:max-w-40"
        />
        <RadioCards
          legend={t('change.when')}
          name="when"
          defaultValue={when}
          columns={2}
          options={[
            { value: 'now', label: t('seats.now') },
            {
              value: 'renewal',
              label: t('seats.renewal', { date: words.date(subscription.periodEndAt, 'day') }),
            },
          ]}
        />
      </LiveForm>
      {seats === subscription.quantity ? (
        <p className="text-ink-2">{t('seats.same', { quantity: subscription.quantity })}</p>
      ) : (
        <Outcome page={page} seats={seats} when={when} />
      )}
    </Main>
  )
}

type OutcomeProps = { page: SubscriptionPage; seats: number; when: 'now' | 'renewal' }

async function Outcome({ page, seats, when }: OutcomeProps) {
  const { api, of, customer, method, path, t, words } = page
  const input = { ...of, seats, when }
  const answer = await attempt(api.subscription.previewSeats(input))
  const formWords = subscriptionFormWords(words)
  if ('refusal' in answer) return <Notice tone="warn">{refusalText(answer.refusal.code, words)}</Notice>
  const preview = answer.value
  const amount = dueText(preview, words)
  return (
    <>
      <Card id="sum">
        <PreviewSum preview={preview} t={t} words={words} />
      </Card>
      <p className="num whitespace-normal">
        {when === 'renewal'
          ? t('say.nothing')
          : todaySentence(
              preview,
              { billingType: customer.billingType, method: method ? methodLabel(method, words) : null },
              t,
              words,
            )}
      </p>
      <ActButton
        act={{
          call: 'subscription.seats',
          input: { ...input, previewedAt: preview.previewedAt, amountDue: dueOf(preview) },
        }}
        label={
          amount === null
            ? t('seats.submit', { quantity: seats })
            : t(customer.billingType === 'invoice' ? 'seats.submitOwe' : 'seats.submitPay', { amount })
        }
        variant="primary"
        size="lg"
        width="full"
        doneHref={`${path}?done=changed`}
        words={formWords}
      />
    </>
  )
}
