import { Download, FileText, Plus } from 'lucide-react'
import type { Metadata } from 'next'
import { cursorOf, listHref, Pager } from '@/components/dashboard/pager'
import { askedOf, MoneyFilters, searchFor } from '@/components/invoice/money-filters'
import { moneyWords } from '@/components/invoice/money-words'
import { OwnerInvoiceTable } from '@/components/invoice/owner-table'
import { Said } from '@/components/portal/said'
import { ButtonLink } from '@/components/ui/button'
import { buttonStyle } from '@/components/ui/button-style'
import { Card } from '@/components/ui/card'
import { Main } from '@/components/ui/container'
import { EmptyState } from '@/components/ui/empty-state'
import { Notice } from '@/components/ui/notice'
import { PageHeader } from '@/components/ui/page-header'
import { Segments } from '@/components/ui/segments'
import { type DashboardParams, one, openDashboard, peekDashboard, required, type Search } from '../../open'
import { INVOICE_STANDINGS } from './standings'

type Props = { params: DashboardParams; searchParams: Search }

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const page = await peekDashboard(params)
  return page ? { title: moneyWords(page.words.locale)('invoices.title') } : {}
}

/** What was billed, narrowed by what the address says. */
export default async function InvoicesPage({ params, searchParams }: Props) {
  const { api, base, key, mayWrite, words } = await openDashboard(params, '/invoices')
  const search = await searchParams
  const asked = askedOf(search)
  const standing = INVOICE_STANDINGS.find((each) => each === asked.status)
  const [page, choices] = await Promise.all([
    required(api.invoice.list({ ...key, ...searchFor(asked), standing, ...cursorOf(search) })),
    required(api.invoice.filters(key)),
  ])
  const { locale } = words
  const t = moneyWords(locale)
  const path = `${base}/invoices`
  const isNarrowed = Object.keys(asked).length > 0
  const isEmpty = page.rows.length === 0 && !isNarrowed && page.previous === null
  const create = mayWrite && (
    <ButtonLink href={`${path}/new`} variant="primary" icon={<Plus aria-hidden="true" />}>
      {t('invoices.new')}
    </ButtonLink>
  )
  return (
    <Main width="wide">
      <PageHeader
        title={t('invoices.title')}
        description={t('invoices.lead')}
        actions={
          !isEmpty && (
            <>
              <a href={listHref(`${path}/csv`, asked, {})} className={buttonStyle({})}>
                <Download aria-hidden="true" />
                {t('csv')}
              </a>
              {create}
            </>
          )
        }
      />
      {one(search.done) === 'deleted' && (
        <Said>
          <Notice tone="good" title={t('done.deleted')} live="status" />
        </Said>
      )}
      {isEmpty ? (
        <Card>
          <EmptyState icon={<FileText />} title={t('invoices.empty')} action={create}>
            {t('invoices.emptyText')}
          </EmptyState>
        </Card>
      ) : (
        <>
          <div>
            <Segments
              label={t('invoices.show')}
              items={[undefined, ...INVOICE_STANDINGS].map((each) => ({
                href: listHref(path, asked, { status: each }),
                label: t(`invoices.standing.${each ?? 'all'}`),
                current: each === standing,
              }))}
            />
          </div>
          <MoneyFilters
            path={path}
            asked={asked}
            choices={choices}
            placeholder={t('find.qInvoice')}
            locale={locale}
          />
          <Card padding="none">
            {page.rows.length === 0 ? (
              <EmptyState title={t('none')}>{t('noneText')}</EmptyState>
            ) : (
              <OwnerInvoiceTable invoices={page.rows} base={base} words={words} />
            )}
            <Pager label={t('invoices.pages')} path={path} search={search} page={page} locale={locale} />
          </Card>
        </>
      )}
    </Main>
  )
}
