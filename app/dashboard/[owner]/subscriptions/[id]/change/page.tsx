import type { Metadata } from 'next'
import { ActButton } from '@/components/dashboard/act'
import { LiveForm } from '@/components/dashboard/live-form'
import { methodLabel } from '@/components/payment-method/label'
import { offerKey, offerOptions } from '@/components/subscription/offer-options'
import { dueOf, dueText, PreviewSum, todaySentence } from '@/components/subscription/preview-sum'
import { refusalText, subscriptionFormWords } from '@/components/subscription/subscription-words'
import { Card } from '@/components/ui/card'
import { Main } from '@/components/ui/container'
import { Notice } from '@/components/ui/notice'
import { PageHeader } from '@/components/ui/page-header'
import { RadioCards } from '@/components/ui/radio-cards'
import { SelectField } from '@/components/ui/select'
import { attempt, one, required, type Search } from '../../../../open'
import { openSubscriptionToWrite, type SubscriptionPage, type SubscriptionParams } from '../open'

type Props = { params: SubscriptionParams; searchParams: Search }

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: (await openSubscriptionToWrite(params, '/change')).t('change.title') }
}

/** Another plan or price, now or when the period ends, with what it comes to before anything is done. */
export default async function ChangePage({ params, searchParams }: Props) {
  const page = await openSubscriptionToWrite(params, '/change')
  const { api, key, subscription, name, path, t, words } = page
  const search = await searchParams
  const offers = (await required(api.subscription.offers(key))).filter(
    ({ unitAmount }) => unitAmount.currency === subscription.offer.unitAmount.currency,
  )
  const currentKey = offerKey(subscription.offer)
  const chosen = offers.find((offer) => offerKey(offer) === one(search.to))
  const when = one(search.when) === 'next_cycle' ? 'next_cycle' : 'now'
  const options = offerOptions(offers, t, words).map((option) =>
    option.value === currentKey ? { ...option, label: t('change.current', { plan: option.label }) } : option,
  )
  return (
    <Main width="narrow">
      <PageHeader back={{ href: path, label: name }} title={t('change.title')} />
      <LiveForm
        path={`${path}/change`}
        label={t('change.title')}
        submitLabel={t('start.update')}
        className="grid gap-5"
      >
        <SelectField
          name="to"
          label={t('change.to')}
          defaultValue={chosen ? offerKey(chosen) : currentKey}
          options={options}
        />
        <RadioCards
          legend={t('change.when')}
          name="when"
          defaultValue={when}
          columns={2}
          options={[
            { value: 'now', label: t('change.now') },
            {
              value: 'next_cycle',
              label: t('change.later', { date: words.date(subscription.periodEndAt, 'day') }),
            },
          ]}
        />
      </LiveForm>
      {!chosen || offerKey(chosen) === currentKey ? (
        <p className="text-ink-2">{t('change.same')}</p>
      ) : (
        <Outcome page={page} planId={chosen.planId} priceId={chosen.priceId} when={when} />
      )}
    </Main>
  )
}

type OutcomeProps = { page: SubscriptionPage; planId: string; priceId: string; when: 'now' | 'next_cycle' }

async function Outcome({ page, planId, priceId, when }: OutcomeProps) {
  const { api, of, customer, method, path, t, words } = page
  const input = { ...of, planId, priceId, when }
  const answer = await attempt(api.subscription.previewChange(input))
  const formWords = subscriptionFormWords(words)
  if ('refusal' in answer) return <Notice tone="warn">{refusalText(answer.refusal.code, words)}</Notice>
  const preview = answer.value
  const amount = dueText(preview, words)
  const submit =
    when === 'next_cycle'
      ? t('change.submitLater', { date: words.date(preview.effectiveAt, 'day') })
      : amount === null
        ? t('change.submitFree')
        : t(customer.billingType === 'invoice' ? 'change.submitOwe' : 'change.submitPay', { amount })
  return (
    <>
      <Card id="sum">
        <PreviewSum preview={preview} t={t} words={words} />
      </Card>
      <p className="num whitespace-normal">
        {todaySentence(
          preview,
          { billingType: customer.billingType, method: method ? methodLabel(method, words) : null },
          t,
          words,
        )}
      </p>
      <ActButton
        act={{
          call: 'subscription.change',
          input: { ...input, previewedAt: preview.previewedAt, amountDue: dueOf(preview) },
        }}
        label={submit}
        variant="primary"
        size="lg"
        width="full"
        doneHref={`${path}?done=${when === 'now' ? 'changed' : 'scheduled'}`}
        words={formWords}
      />
    </>
  )
}
