import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { ActButton } from '@/components/dashboard/act'
import { LiveForm } from '@/components/dashboard/live-form'
import { DateForm } from '@/components/subscription/date-form'
import { offerOptions } from '@/components/subscription/offer-options'
import { subscriptionFormWords } from '@/components/subscription/subscription-words'
import { Card } from '@/components/ui/card'
import { Main } from '@/components/ui/container'
import { PageHeader } from '@/components/ui/page-header'
import { SelectField } from '@/components/ui/select'
import { one, required, type Search } from '../../../../open'
import { openSubscriptionToWrite, type SubscriptionParams, tomorrow } from '../open'

type Props = { params: SubscriptionParams; searchParams: Search }

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { t, subscription } = await openSubscriptionToWrite(params, '/trial')
  return { title: t('trial.title', { plan: subscription.offer.title }) }
}

/** More time to try, or the paid subscription that follows the trial. */
export default async function TrialPage({ params, searchParams }: Props) {
  const page = await openSubscriptionToWrite(params, '/trial')
  const { api, key, owner, of, subscription, name, path, t, words } = page
  const { status, trialEndAt, offer: current } = subscription
  if (status !== 'trialing' || trialEndAt === null) notFound()
  const offers = (await required(api.subscription.offers(key))).filter(
    ({ planId }) => planId === current.planId,
  )
  const asked = one((await searchParams).price)
  const chosen = offers.find(({ priceId }) => priceId === asked) ?? current
  const date = words.date(trialEndAt)
  const options = offerOptions(offers, t, words).map(({ label }, at) => ({
    value: offers[at]?.priceId ?? '',
    label,
  }))
  const { amount, currency } = chosen.unitAmount
  return (
    <Main width="narrow">
      <PageHeader
        back={{ href: path, label: name }}
        title={t('trial.title', { plan: current.title })}
        description={t('trial.lead', { date })}
      />
      <Card id="extend" title={t('trial.extend')}>
        <DateForm
          ownerId={owner.id}
          id={of.id}
          what="trial"
          min={tomorrow(page)}
          doneHref={`${path}?done=changed`}
          cancelHref={path}
          words={{ ...subscriptionFormWords(words), label: t('trial.endOn'), submit: t('trial.submit') }}
        />
      </Card>
      <Card id="convert" title={t('trial.convert')} description={t('trial.convertText', { date })}>
        <div className="grid gap-4">
          {options.length > 1 && (
            <LiveForm path={`${path}/trial`} label={t('trial.convertAt')} submitLabel={t('start.update')}>
              <SelectField
                name="price"
                label={t('trial.convertAt')}
                defaultValue={chosen.priceId}
                options={options}
              />
            </LiveForm>
          )}
          <ActButton
            act={{ call: 'subscription.convertTrial', input: { ...of, priceId: chosen.priceId } }}
            label={
              chosen.isMetered
                ? t('trial.convertFree', { date: words.date(trialEndAt, 'day') })
                : t('trial.convertSubmit', {
                    amount: words.money(amount * subscription.quantity, currency),
                    date: words.date(trialEndAt, 'day'),
                  })
            }
            doneHref={`${path}?done=changed`}
            words={subscriptionFormWords(words)}
          />
        </div>
      </Card>
    </Main>
  )
}
