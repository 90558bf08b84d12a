import { CreditCard, Download } from 'lucide-react'
import type { Metadata } from 'next'
import { cursorOf, listHref, Pager } from '@/components/dashboard/pager'
import { askedOf, MoneyFilters, searchFor } from '@/components/invoice/money-filters'
import { moneyWords } from '@/components/invoice/money-words'
import { PaymentTable } from '@/components/payment/payment-table'
import { buttonStyle } from '@/components/ui/button-style'
import { Card } from '@/components/ui/card'
import { Main } from '@/components/ui/container'
import { EmptyState } from '@/components/ui/empty-state'
import { PageHeader } from '@/components/ui/page-header'
import { Segments } from '@/components/ui/segments'
import { type DashboardParams, openDashboard, peekDashboard, required, type Search } from '../../open'
import { PAYMENT_STANDINGS } from './standings'

type Props = { params: DashboardParams; searchParams: Search }

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const page = await peekDashboard(params)
  return page ? { title: moneyWords(page.words.locale)('payments.title') } : {}
}

/** What came in, and what did not; narrowed by what the address says. */
export default async function PaymentsPage({ params, searchParams }: Props) {
  const { api, base, key, words } = await openDashboard(params, '/payments')
  const search = await searchParams
  const asked = askedOf(search)
  const standing = PAYMENT_STANDINGS.find((each) => each === asked.status)
  const [page, choices] = await Promise.all([
    required(api.payment.list({ ...key, ...searchFor(asked), standing, ...cursorOf(search) })),
    required(api.invoice.filters(key)),
  ])
  const { locale } = words
  const t = moneyWords(locale)
  const path = `${base}/payments`
  const isEmpty = page.rows.length === 0 && Object.keys(asked).length === 0 && page.previous === null
  return (
    <Main width="wide">
      <PageHeader
        title={t('payments.title')}
        description={t('payments.lead')}
        actions={
          !isEmpty && (
            <a href={listHref(`${path}/csv`, asked, {})} className={buttonStyle({})}>
              <Download aria-hidden="true" />
              {t('csv')}
            </a>
          )
        }
      />
      <div>
        <Segments
          label={t('payments.show')}
          items={[undefined, ...PAYMENT_STANDINGS].map((each) => ({
            href: listHref(path, asked, { status: each }),
            label: t(`payments.standing.${each ?? 'all'}`),
            current: each === standing,
          }))}
        />
      </div>
      {isEmpty ? (
        <Card>
          <EmptyState icon={<CreditCard />} title={t('payments.empty')}>
            {t('payments.emptyText')}
          </EmptyState>
        </Card>
      ) : (
        <>
          <MoneyFilters
            path={path}
            asked={asked}
            choices={choices}
            placeholder={t('find.qPayment')}
            locale={locale}
          />
          <Card padding="none">
            {page.rows.length === 0 ? (
              <EmptyState title={t('none')}>{t('noneText')}</EmptyState>
            ) : (
              <PaymentTable rows={page.rows} base={base} words={words} />
            )}
            <Pager label={t('payments.pages')} path={path} search={search} page={page} locale={locale} />
          </Card>
        </>
      )}
    </Main>
  )
}
