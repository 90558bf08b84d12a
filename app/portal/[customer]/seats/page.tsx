import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { DraftSum } from '@/components/invoice/sum'
import { SeatsButton } from '@/components/subscription/seats-button'
import { Button } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { Main } from '@/components/ui/container'
import { TextField } from '@/components/ui/input'
import { Notice } from '@/components/ui/notice'
import { PageHeader } from '@/components/ui/page-header'
import { attempt, one, openPage, type PortalParams, peekPage, required, type Search } from '../../open'

type Props = { params: PortalParams; searchParams: Search }

const SEATS_MAX = 1_000_000

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: (await peekPage(params))?.words.t('overview.changeSeats') }
}

/** More seats, or fewer: what that comes to is shown before the button that does it. */
export default async function SeatsPage({ params, searchParams }: Props) {
  const { customer, base, key, portal, words } = await openPage(params, '/seats')
  if (!customer.features.changeSeats) notFound()
  const search = await searchParams
  const subscriptionId = one(search.subscription)
  const of = { ...key, subscriptionId }
  const subscription = await required(portal.subscription.get(of))
  if (!subscription || subscription.status === 'canceled' || subscription.status === 'incomplete') notFound()
  const { t, money, date } = words
  const { quantity, offer } = subscription
  const asked = Number(one(search.seats) ?? quantity)
  const seats = Number.isInteger(asked) && asked >= 1 && asked <= SEATS_MAX ? asked : quantity
  const seen = seats === quantity ? null : await attempt(portal.subscription.previewSeats({ ...of, seats }))
  const preview = seen && 'value' in seen ? seen.value : null
  const due = preview?.invoice?.amountDue ?? 0
  return (
    <Main width="narrow">
      <PageHeader
        back={{ href: base, label: t('cancel.back') }}
        title={t('seats.title', { plan: offer.title })}
        description={t('seats.lead', { count: quantity })}
      />
      <Card>
        <form action={`${base}/seats`} className="flex flex-wrap items-end gap-3">
          {subscriptionId && <input type="hidden" name="subscription" value={subscriptionId} />}
          <TextField
            name="seats"
            type="number"
            min={1}
            max={SEATS_MAX}
            label={t('seats.count')}
            defaultValue={String(seats)}
            required
            className="w-36"
          />
          <Button type="submit">{t('seats.look')}</Button>
        </form>
      </Card>
      {seen && 'refusal' in seen && (
        <Notice tone="bad" live="alert">
          {words.problems.problem[seen.refusal.code] ?? words.problems.problem.unknown}
        </Notice>
      )}
      {preview && (
        <Card id="sum">
          {preview.invoice ? (
            <DraftSum draft={preview.invoice} totalLabel={t('sum.dueToday')} words={words} />
          ) : preview.credit ? (
            <p>{t('seats.credit', { amount: money(preview.credit.amount, preview.credit.currency) })}</p>
          ) : (
            <p>{t('seats.later', { date: date(preview.effectiveAt) })}</p>
          )}
          {customer.canWrite && (
            <div className="mt-5">
              <SeatsButton
                customerId={customer.id}
                subscriptionId={subscription.id}
                seats={seats}
                from={quantity}
                doneHref={base}
                words={words.problems}
              >
                {due > 0
                  ? t('seats.pay', { count: seats, amount: money(due, offer.unitAmount.currency) })
                  : t('seats.submit', { count: seats })}
              </SeatsButton>
            </div>
          )}
        </Card>
      )}
    </Main>
  )
}
