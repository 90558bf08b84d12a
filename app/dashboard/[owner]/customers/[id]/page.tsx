import { Plus } from 'lucide-react'
import type { Metadata } from 'next'
import Link from 'next/link'
import { AboutCustomer } from '@/components/customer/about-customer'
import { CustomerActions } from '@/components/customer/customer-actions'
import { CustomerPayments } from '@/components/customer/customer-payments'
import { customerFormWords, customerTexts } from '@/components/customer/customer-words'
import type { CustomerDetail } from '@/components/customer/owner-types'
import { VoucherForm } from '@/components/customer/voucher-form'
import { Done } from '@/components/dashboard/done'
import { cursorOf, Pager } from '@/components/dashboard/pager'
import { InvoiceTable } from '@/components/invoice/invoice-table'
import { DraftSum } from '@/components/invoice/sum'
import { MethodLine } from '@/components/payment-method/method-line'
import { Said } from '@/components/portal/said'
import { SubscriptionTable } from '@/components/subscription/subscription-table'
import { Timeline } from '@/components/timeline/timeline'
import { timelineWords } from '@/components/timeline/timeline-words'
import { ButtonLink } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { Chip } from '@/components/ui/chip'
import { Main } from '@/components/ui/container'
import { EmptyState } from '@/components/ui/empty-state'
import { Notice } from '@/components/ui/notice'
import { PageHeader } from '@/components/ui/page-header'
import { Stat } from '@/components/ui/stat'
import { one, required, type Search } from '../../../open'
import { type CustomerPage, type CustomerParams, openCustomer } from './open'

type Props = { params: CustomerParams; searchParams: Search }

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: (await openCustomer(params)).name }
}

/** Who a customer is, what it has and owes, and everything that happened to it. */
export default async function CustomerDetailPage({ params, searchParams }: Props) {
  const page = await openCustomer(params)
  const { api, base, of, customer, name, path, t, words, mayWrite } = page
  const search = await searchParams
  const [detail, timeline] = await Promise.all([
    required(api.customer.detail(of)),
    required(api.customer.timeline({ ...of, ...cursorOf(search) })),
  ])
  const tl = timelineWords(words.locale)
  return (
    <Main width="wide">
      <PageHeader
        back={{ href: `${base}/customers`, label: t('back') }}
        title={name}
        chip={customer.isDisabled && <Chip>{t('standing.disabled')}</Chip>}
        actions={
          mayWrite && (
            <>
              <ButtonLink href={`${path}/edit`}>{t('edit.action')}</ButtonLink>
              <ButtonLink href={`${path}/subscribe`} variant="primary" icon={<Plus aria-hidden="true" />}>
                {t('detail.start')}
              </ButtonLink>
            </>
          )
        }
      />
      <WhatWasDone page={page} done={one(search.done)} />
      {customer.isDisabled && (
        <Notice tone="warn" title={t('disable.notice')}>
          {t('disable.noticeText')}
        </Notice>
      )}
      <Figures page={page} detail={detail} />
      <div className="grid items-start gap-7 lg:grid-cols-[minmax(0,1fr)_20rem] max-sm:gap-5">
        <div className="grid min-w-0 gap-7 max-sm:gap-5">
          <Card id="subscriptions" title={t('detail.subscriptions')} padding="none">
            {detail.subscriptions.length === 0 ? (
              <EmptyState title={t('detail.noSubscriptions')} />
            ) : (
              <SubscriptionTable subscriptions={detail.subscriptions} base={base} words={words} />
            )}
          </Card>
          <Card
            id="invoices"
            title={t('detail.invoices')}
            aside={<All href={`${base}/invoices?customer=${customer.id}`} page={page} />}
            padding="none"
          >
            {detail.invoices.length === 0 ? (
              <p className="px-5 pb-5 text-ink-2 max-sm:px-4">{t('detail.noInvoices')}</p>
            ) : (
              <InvoiceTable invoices={detail.invoices} base={base} words={words} actions="hidden" />
            )}
          </Card>
          <Card
            id="payments"
            title={t('detail.payments')}
            aside={<All href={`${base}/payments?customer=${customer.id}`} page={page} />}
            padding="none"
          >
            <CustomerPayments detail={detail} base={base} t={t} words={words} />
          </Card>
          <Card id="timeline" title={tl('title')} padding="none">
            <div className="px-5 pt-2 pb-5 max-sm:px-4">
              {timeline.entries.length === 0 ? (
                <p className="text-ink-2">{tl('empty')}</p>
              ) : (
                <Timeline entries={timeline.entries} base={base} of="customer" words={words} />
              )}
            </div>
            <Pager label={tl('pages')} path={path} search={search} page={timeline} locale={words.locale} />
          </Card>
        </div>
        <div className="grid min-w-0 gap-7 max-sm:gap-5">
          <AboutCustomer customer={customer} tax={detail.tax} t={t} words={words} />
          <NextInvoice page={page} detail={detail} />
          <Methods page={page} detail={detail} />
          <Vouchers page={page} detail={detail} />
          {mayWrite && (
            <CustomerActions customer={customer} name={name} of={of} path={path} t={t} words={words} />
          )}
        </div>
      </div>
    </Main>
  )
}

type PartProps = { page: CustomerPage; detail: CustomerDetail }

function All({ href, page: { t } }: { href: string; page: CustomerPage }) {
  return (
    <Link href={href} className="link-alone inline-flex min-h-6 items-center text-sm">
      {t('detail.all')}
    </Link>
  )
}

function WhatWasDone({ page, done }: { page: CustomerPage; done: string | undefined }) {
  const { t, customer, words } = page
  const email = customer.receiptEmail ?? customer.email
  const said =
    done === 'sent'
      ? t('portal.sent', { email })
      : done === 'started'
        ? t('done.started')
        : done === 'voucher'
          ? t('voucher.done')
          : null
  if (said === null) return <Done what={done} locale={words.locale} />
  return (
    <Said>
      <Notice tone="good" title={said} live="status" />
    </Said>
  )
}

function Figures({ page, detail }: PartProps) {
  const { t, words, path, customer } = page
  const { owed, mrr, credit } = detail
  const sums = (all: readonly { amount: number; currency: string }[]) =>
    all.length === 0
      ? words.money(0, customer.currency)
      : all.map((m) => words.money(m.amount, m.currency)).join(' · ')
  const [first] = owed
  const isDebit = credit.some(({ amount }) => amount < 0)
  return (
    <div className="grid grid-cols-3 gap-x-6 gap-y-5 border-y py-4 max-sm:grid-cols-1">
      <Stat
        label={t('detail.owed')}
        value={sums(owed.map(({ amount }) => amount))}
        {...(first
          ? {
              detail: t('detail.owedSince', {
                count: owed.reduce((sum, each) => sum + each.invoices, 0),
                date: words.date(first.oldestAt, 'medium'),
              }),
              detailTone: 'bad' as const,
            }
          : {})}
      />
      <Stat label={t('detail.mrr')} value={sums(mrr)} />
      <Stat
        label={t('detail.credit')}
        value={sums(credit)}
        detail={
          <Link href={`${path}/credit`} className="link-alone inline-flex min-h-6 items-center">
            {credit.length === 0 ? t('credit.action') : isDebit ? t('detail.debit') : t('detail.creditText')}
          </Link>
        }
      />
    </div>
  )
}

function NextInvoice({ page, detail: { next } }: PartProps) {
  const { t, words } = page
  return (
    <Card
      id="next"
      titleStyle="quiet"
      title={next ? t('detail.nextOn', { date: words.date(next.issuedAt, 'medium') }) : t('detail.next')}
    >
      {next ? (
        <DraftSum draft={next} totalLabel={words.t('sum.total')} words={words} />
      ) : (
        <p className="text-ink-2">{t('detail.nextNone')}</p>
      )}
    </Card>
  )
}

function Methods({ page, detail: { methods } }: PartProps) {
  const { t, path, words } = page
  return (
    <Card
      id="methods"
      titleStyle="quiet"
      title={t('detail.methods')}
      aside={
        <Link
          href={`${path}/payment-methods`}
          className="link-alone inline-flex min-h-6 items-center text-sm"
        >
          {t('detail.manage')}
        </Link>
      }
    >
      {methods.length === 0 ? (
        <p className="text-ink-2">{t('detail.noMethods')}</p>
      ) : (
        <ul className="grid gap-3 pt-1">
          {methods.map((method) => (
            <li key={method.id}>
              <MethodLine
                method={method}
                words={words}
                chip={method.isDefault && <Chip dot="hidden">{t('detail.default')}</Chip>}
              />
            </li>
          ))}
        </ul>
      )}
    </Card>
  )
}

function Vouchers({ page, detail: { vouchers } }: PartProps) {
  const { t, words, owner, customer, path, mayWrite } = page
  return (
    <Card id="vouchers" titleStyle="quiet" title={t('detail.vouchers')}>
      <ul className="grid gap-2">
        {vouchers.map((voucher) => (
          <li key={voucher.id}>
            <span className="block font-medium">{voucher.name}</span>
            <span className="block text-sm text-ink-3">
              {voucher.usedAt !== null
                ? t('detail.voucherUsed', { date: words.date(voucher.usedAt, 'medium') })
                : voucher.percentOffPpm !== null &&
                  t('detail.voucherOff', { rate: words.rate(voucher.percentOffPpm) })}
            </span>
          </li>
        ))}
      </ul>
      {vouchers.length === 0 && <p className="text-ink-2">{t('detail.noVouchers')}</p>}
      {mayWrite && (
        <details className="group mt-3">
          <summary className="link-alone inline-flex min-h-6 list-none items-center text-sm group-open:hidden">
            {t('voucher.title')}
          </summary>
          <VoucherForm
            ownerId={owner.id}
            customerId={customer.id}
            doneHref={`${path}?done=voucher`}
            words={{ ...customerFormWords(words), voucher: customerTexts(words.locale).voucher }}
          />
        </details>
      )}
    </Card>
  )
}
