import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { owedOf } from '@/components/invoice/owed'
import { PayForm } from '@/components/invoice/pay-form'
import { DraftSum } from '@/components/invoice/sum'
import { newMethodProps, payOptions, payWords } from '@/components/payment-method/pay-options'
import { ChooseButton, type FreeChoice } from '@/components/plan/choose-button'
import { CouponForm } from '@/components/plan/coupon-form'
import { isDowngrade, offerTitle } from '@/components/plan/offer-words'
import { planHref } from '@/components/plan/plan-href'
import { choiceTitle, sentenceOf, submitText } from '@/components/plan/sentence'
import { WhenChoice } from '@/components/plan/when-choice'
import type { Method, PlanOffer, Preview, Subscription } from '@/components/portal/types'
import { ButtonLink } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { Main } from '@/components/ui/container'
import { Notice } from '@/components/ui/notice'
import { PageHeader } from '@/components/ui/page-header'
import { SumList } from '@/components/ui/sum-list'
import type { Words } from '@/components/words'
import { attempt, one, openPage, type PortalPage, peekPage, required, type Search } from '../../../open'

type Props = { params: Promise<{ customer: string; plan: string }>; searchParams: Search }
type When = 'now' | 'period_end' | 'trial'
/** With which of several subscriptions is changed, when the address says so. */
type ChoicePage = PortalPage & {
  of: string | undefined
  key: { customerId: string; subscriptionId?: string }
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const page = await peekPage(params)
  return { title: page?.words.t('plans.title') }
}

/** One choice of plan: what it comes to, to the cent, before anything is charged. */
export default async function ChoosePlanPage({ params, searchParams }: Props) {
  const { plan } = await params
  const [opened, search] = await Promise.all([openPage(params, `/plans/${plan}`), searchParams])
  const of = one(search.subscription)
  const page: ChoicePage = { ...opened, of, key: { ...opened.key, ...(of ? { subscriptionId: of } : {}) } }
  const { customer, key, portal, base, words } = page
  const { t } = words
  const [offers, overview, stripe] = await Promise.all([
    required(portal.plan.list(key)),
    required(portal.customer.overview(key)),
    required(portal.paymentMethod.stripe(key)),
  ])
  const { methods } = overview
  const subscription = of
    ? (overview.subscriptions.find(({ id }) => id === of) ?? notFound())
    : overview.subscription
  const owed = owedOf(overview, base, words)
  const offer = offers.find(({ name }) => name === plan) ?? notFound()
  const asked = one(search.when)
  const coupon = one(search.coupon)?.trim() || undefined
  const when = whenOf(asked, offer, subscription)
  const seen = await look(page, { plan, when, coupon })
  const title = offerTitle(offer, words)
  const back = { href: `${base}/plans${of ? `?subscription=${of}` : ''}`, label: t('choose.back') }
  if (!seen.preview)
    return (
      <Main width="narrow">
        <PageHeader back={back} title={title} />
        <Notice tone="warn">{words.problems.problem[seen.code] ?? words.problems.problem.unknown}</Notice>
      </Main>
    )
  const { preview } = seen
  const mayCoupon = when === 'now' && preview.kind !== 'unchanged' && preview.kind !== 'moved'
  return (
    <Main width="narrow">
      <PageHeader back={back} title={choiceTitle(preview, title, words)} />
      {isRunning(subscription) && preview.kind !== 'unchanged' && preview.kind !== 'moved' && (
        <When
          page={page}
          offer={offer}
          chosen={when}
          coupon={coupon}
          preview={preview}
          periodEndAt={subscription.periodEndAt}
        />
      )}
      <Card id="sum">
        <PreviewSum preview={preview} words={words} />
      </Card>
      {mayCoupon && (
        <CouponForm
          action={`${base}/plans/${plan}`}
          besides={{ when: asked, subscription: of }}
          coupon={coupon}
          error={seen.couponFailed ? t('choose.couponError') : undefined}
          words={words}
        />
      )}
      {owed ? (
        <Notice
          tone="warn"
          title={t('choose.payFirst', { amount: owed.amount })}
          action={
            <ButtonLink href={owed.payHref} variant="primary">
              {t('choose.pay', { amount: owed.amount })}
            </ButtonLink>
          }
        >
          {t('choose.payFirstText')}
        </Notice>
      ) : customer.canWrite ? (
        <Decide
          page={page}
          preview={preview}
          methods={methods}
          stripe={stripe}
          coupon={seen.couponFailed ? undefined : coupon}
        />
      ) : (
        <Notice>{t('viewer')}</Notice>
      )}
    </Main>
  )
}

const isRunning = (subscription: Subscription | null): subscription is Subscription =>
  subscription !== null && subscription.status !== 'canceled' && subscription.status !== 'incomplete'

/** When a choice takes effect, unless the address says it: what gives less waits for the end of what is paid. */
function whenOf(asked: string | undefined, offer: PlanOffer, subscription: Subscription | null): When {
  if (!isRunning(subscription)) return asked === 'trial' ? 'trial' : 'now'
  if (asked === 'now' || asked === 'period_end') return asked
  const isSame = subscription.offer.name === offer.name
  if (isSame || subscription.status === 'trialing') return 'now'
  return isDowngrade(subscription.offer, offer) ? 'period_end' : 'now'
}

type Looked = { preview: Preview; couponFailed: boolean } | { preview: null; code: string }

/** The preview; without the coupon when the coupon is what is refused. */
async function look(
  page: ChoicePage,
  choice: { plan: string; when: When; coupon: string | undefined },
): Promise<Looked> {
  const { portal, key } = page
  const first = await attempt(portal.subscription.preview({ ...key, ...choice }))
  if ('value' in first) return { preview: first.value, couponFailed: false }
  if (first.refusal.code !== 'coupon_invalid') return { preview: null, code: first.refusal.code }
  const { coupon: _, ...without } = choice
  const second = await attempt(portal.subscription.preview({ ...key, ...without }))
  return 'value' in second
    ? { preview: second.value, couponFailed: true }
    : { preview: null, code: second.refusal.code }
}

type WhenProps = {
  page: ChoicePage
  offer: PlanOffer
  chosen: When
  coupon: string | undefined
  preview: Preview
  periodEndAt: Date
}

/** Both times a change can take effect, each with what is due today. */
async function When({ page, offer, chosen, coupon, preview, periodEndAt }: WhenProps) {
  const { key, portal, base, words } = page
  const { t, money, date } = words
  const isNow = chosen === 'now'
  const other = isNow
    ? null
    : await attempt(portal.subscription.preview({ ...key, plan: offer.name, when: 'now' }))
  const now = isNow ? preview : other && 'value' in other ? other.value : null
  const due = now?.invoice?.amountDue ?? 0
  const href = (when: When) => planHref(base, offer.name, { when, coupon, subscription: page.of })
  return (
    <WhenChoice
      label={t('choose.when')}
      options={[
        {
          href: href('now'),
          label: t('choose.now'),
          text: now?.kind === 'credit' ? t('choose.nowCreditText') : t('choose.nowText'),
          aside: due > 0 ? money(due, offer.unitAmount.currency) : t('choose.nothing'),
          current: isNow,
        },
        {
          href: href('period_end'),
          label: t('choose.later', { date: date(periodEndAt, 'day') }),
          text: t('choose.laterText', { plan: preview.from?.title ?? '' }),
          aside: t('choose.nothing'),
          current: !isNow,
        },
      ]}
    />
  )
}

/** Today's invoice line by line, and the one after it. */
function PreviewSum({ preview, words }: { preview: Preview; words: Words }) {
  const { t, money, date } = words
  const { invoice, next, offer } = preview
  return (
    <div className="grid gap-5">
      <section aria-labelledby="today">
        <h2 id="today" className="mb-1.5 text-sm font-medium text-ink-3">
          {t('choose.today')}
        </h2>
        {invoice ? (
          <DraftSum draft={invoice} totalLabel={t('sum.dueToday')} words={words} />
        ) : (
          <p className="text-lg font-semibold">{t('choose.nothing')}</p>
        )}
      </section>
      {next && (
        <section aria-labelledby="then" className="border-t pt-4">
          <h2 id="then" className="mb-1.5 text-sm font-medium text-ink-3">
            {t('choose.then')}
          </h2>
          <SumList
            lines={[
              {
                key: 'next',
                label: t('choose.afterwards', { plan: offerTitle(offer, words), date: date(next.issuedAt) }),
                value: money(next.amountDue, next.currency),
                ...(next.creditApplied > 0
                  ? { detail: t('choose.creditUsed', { credit: money(next.creditApplied, next.currency) }) }
                  : {}),
              },
            ]}
          />
        </section>
      )}
    </div>
  )
}

type DecideProps = {
  page: ChoicePage
  preview: Preview
  methods: Method[]
  stripe: Parameters<typeof newMethodProps>[1]
  coupon: string | undefined
}

/** The one button: pays, or makes a choice that costs nothing today. */
function Decide({ page, preview, methods, stripe, coupon }: DecideProps) {
  const { customer, base, words } = page
  const { t } = words
  const { invoice, offer, previewedAt } = preview
  const plan = offer.name
  const submit = submitText(preview, words)
  if (invoice && invoice.amountDue > 0)
    return (
      <section className="grid gap-4">
        <PayForm
          charge={{
            kind: 'subscribe',
            plan,
            coupon,
            previewedAt,
            amountDue: invoice.amountDue,
            subscriptionId: page.of,
          }}
          options={payOptions(methods, (label) => sentenceOf(preview, label, words), words)}
          defaultId={methods.find((method) => method.isDefault)?.id ?? null}
          newMethod={newMethodProps(customer, stripe, invoice.currency, words)}
          done={{
            paid: `${base}?done=${preview.kind === 'start' ? 'subscribed' : 'changed'}`,
            processing: `${base}?done=processing`,
            unknown: `${base}?done=unknown`,
          }}
          words={payWords(words, { newSentence: sentenceOf(preview, null, words), submit })}
        />
        <p className="text-sm text-ink-3">
          {preview.kind === 'start' ? t('choose.terms') : t('choose.proration')}
        </p>
      </section>
    )
  const chosen = methods.find((method) => method.isDefault)
  const method = chosen ? payOptions([chosen], (label) => label, words)[0]?.label : undefined
  return (
    <section className="grid gap-4">
      <p className="num whitespace-normal">{sentenceOf(preview, method ?? null, words)}</p>
      <ChooseButton
        customerId={customer.id}
        subscriptionId={page.of}
        choice={freeChoice(preview, coupon)}
        doneHref={`${base}?done=${doneOf(preview)}`}
        words={words.problems}
      >
        {submit}
      </ChooseButton>
    </section>
  )
}

function freeChoice({ kind, offer, previewedAt }: Preview, coupon: string | undefined): FreeChoice {
  if (kind === 'trial') return { kind, plan: offer.name }
  if (kind === 'scheduled') return { kind: 'schedule', plan: offer.name }
  return { kind: 'now', plan: offer.name, coupon, previewedAt }
}

function doneOf({ kind }: Preview): string {
  if (kind === 'trial' || kind === 'scheduled') return kind
  if (kind === 'start') return 'subscribed'
  return kind === 'unchanged' ? 'resumed' : 'changed'
}
