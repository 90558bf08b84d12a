import type { Metadata } from 'next'
import { customerFormWords, customerTexts } from '@/components/customer/customer-words'
import type { OwnerMethod, OwnerOffer } from '@/components/customer/owner-types'
import { VoucherForm } from '@/components/customer/voucher-form'
import { ActButton } from '@/components/dashboard/act'
import { LiveForm } from '@/components/dashboard/live-form'
import { listHref } from '@/components/dashboard/pager'
import { methodLabel } from '@/components/payment-method/label'
import { offerKey, offerOptions } from '@/components/subscription/offer-options'
import { dueOf, dueText, PreviewSum, todaySentence } from '@/components/subscription/preview-sum'
import {
  refusalText,
  subscriptionFormWords,
  subscriptionWords,
} from '@/components/subscription/subscription-words'
import { ButtonLink } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { Main } from '@/components/ui/container'
import { EmptyState } from '@/components/ui/empty-state'
import { TextField } from '@/components/ui/input'
import { Notice } from '@/components/ui/notice'
import { PageHeader } from '@/components/ui/page-header'
import { SelectField } from '@/components/ui/select'
import { attempt, one, required, type Search } from '../../../../open'
import { type CustomerPage, type CustomerParams, openCustomerToWrite } from '../open'

type Props = { params: CustomerParams; searchParams: Search }

const SEATS_MAX = 1_000_000

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { words, name } = await openCustomerToWrite(params, '/subscribe')
  return { title: subscriptionWords(words.locale)('start.title', { customer: name }) }
}

/** A subscription that the owner starts for a customer: what is charged today and next is said before. */
export default async function SubscribePage({ params, searchParams }: Props) {
  const page = await openCustomerToWrite(params, '/subscribe')
  const { api, base, key, of, owner, customer, name, path, words } = page
  const t = subscriptionWords(words.locale)
  const search = await searchParams
  const [all, methods] = await Promise.all([
    required(api.subscription.offers(key)),
    required(api.customer.methods(of)),
  ])
  const offers = all.filter(({ isOpen }) => isOpen)
  const chosen = offers.find((offer) => offerKey(offer) === one(search.offer)) ?? offers[0]
  const asked = Number(one(search.seats) ?? 1)
  const seats = Number.isInteger(asked) && asked >= 1 && asked <= SEATS_MAX ? asked : 1
  const denyTrial = one(search.trial) === 'no'
  const usable = methods.filter(({ status }) => status === 'active')
  const method = usable.find(({ id }) => id === one(search.pay)) ?? usable.find(({ isDefault }) => isDefault)
  return (
    <Main width="narrow">
      <PageHeader back={{ href: path, label: name }} title={t('start.title', { customer: name })} />
      {!chosen ? (
        <Card>
          <EmptyState
            title={t('start.noPlans')}
            action={<ButtonLink href={`${base}/plans`}>{t('start.toPlans')}</ButtonLink>}
          />
        </Card>
      ) : (
        <>
          <LiveForm
            path={`${path}/subscribe`}
            label={t('start.plan')}
            submitLabel={t('start.update')}
            className="grid gap-4 sm:grid-cols-[1fr_7rem]"
          >
            <SelectField
              name="offer"
              label={t('start.plan')}
              defaultValue={offerKey(chosen)}
              options={offerOptions(offers, t, words)}
            />
            <TextField
              name="seats"
              type="number"
              min={1}
              max={SEATS_MAX}
              step={1}
              label={t('start.seats')}
              defaultValue={seats}
            />
            {chosen.trialDays > 0 && (
              <SelectField
                name="trial"
                label={t('start.trial')}
                defaultValue={denyTrial ? 'no' : ''}
                placeholder={t('start.trialYes')}
                options={[{ value: 'no', label: t('start.trialNo') }]}
                className="sm:col-span-2"
              />
            )}
            {customer.billingType === 'card' && usable.length > 1 && (
              <SelectField
                name="pay"
                label={t('start.pay')}
                defaultValue={method?.id ?? ''}
                options={usable.map((each) => ({
                  value: each.id,
                  label: each.isDefault
                    ? t('start.default', { method: methodLabel(each, words) })
                    : methodLabel(each, words),
                }))}
                className="sm:col-span-2"
              />
            )}
          </LiveForm>
          <Outcome page={page} offer={chosen} terms={{ seats, denyTrial }} method={method} />
          <details className="group">
            <summary className="link-alone inline-flex min-h-6 list-none items-center text-sm group-open:hidden">
              {page.t('voucher.title')}
            </summary>
            <VoucherForm
              ownerId={owner.id}
              customerId={customer.id}
              doneHref={listHref(`${path}/subscribe`, search, { voucher: 'given' })}
              words={{ ...customerFormWords(words), voucher: customerTexts(words.locale).voucher }}
            />
          </details>
        </>
      )}
    </Main>
  )
}

type OutcomeProps = {
  page: CustomerPage
  offer: OwnerOffer
  terms: { seats: number; denyTrial: boolean }
  method: OwnerMethod | undefined
}

async function Outcome({ page, offer, terms, method }: OutcomeProps) {
  const { api, of, customer, path, words } = page
  const t = subscriptionWords(words.locale)
  const { planId, priceId } = offer
  const input = { ...of, ...terms, planId, priceId }
  const formWords = subscriptionFormWords(words)
  const answer = await attempt(api.subscription.previewStart(input))
  if ('refusal' in answer) return <Notice tone="warn">{refusalText(answer.refusal.code, words)}</Notice>
  const preview = answer.value
  const amount = dueText(preview, words)
  const byInvoice = customer.billingType === 'invoice'
  const lacksMethod = !byInvoice && amount !== null && !method
  const submit =
    preview.trialEndAt !== null
      ? t('start.submitTrial')
      : amount === null
        ? t('start.submitFree')
        : t(byInvoice ? 'start.submitOwe' : 'start.submitPay', { amount })
  return (
    <>
      <Card id="sum">
        <PreviewSum preview={preview} t={t} words={words} />
      </Card>
      {lacksMethod ? (
        <Notice
          tone="warn"
          title={t('start.needsMethod')}
          action={
            <ActButton
              act={{ call: 'customer.sendLink', input: { ...of, page: 'add_payment_method' } }}
              label={page.t('portal.ask')}
              doneHref={`${path}?done=sent`}
              words={formWords}
            />
          }
        >
          {t('start.needsMethodText')}
        </Notice>
      ) : (
        <>
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
              call: 'subscription.start',
              input: {
                ...input,
                previewedAt: preview.previewedAt,
                amountDue: dueOf(preview),
                paymentMethodId: method && !method.isDefault ? method.id : null,
              },
            }}
            label={submit}
            variant="primary"
            size="lg"
            width="full"
            doneHref={`${path}?done=started`}
            words={formWords}
          />
        </>
      )}
    </>
  )
}
