import { Plus, TicketPercent } from 'lucide-react'
import type { Metadata } from 'next'
import { Done } from '@/components/dashboard/done'
import { formWords } from '@/components/dashboard/form-words'
import { cursorOf, Pager } from '@/components/dashboard/pager'
import { SearchForm } from '@/components/dashboard/search-form'
import { ButtonLink } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { Main } from '@/components/ui/container'
import { EmptyState } from '@/components/ui/empty-state'
import { PageHeader } from '@/components/ui/page-header'
import { Table } from '@/components/ui/table'
import { usesText, VoucherStatus, worthText } from '@/components/voucher/voucher-text'
import { voucherWords } from '@/components/voucher/words'
import { type DashboardParams, one, openDashboard, peekDashboard, required, type Search } from '../../open'

type Props = { params: DashboardParams; searchParams: Search }

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const page = await peekDashboard(params)
  return page ? { title: voucherWords(page.words.locale)('title') } : {}
}

/** What an owner gives away. */
export default async function VouchersPage({ params, searchParams }: Props) {
  const { api, base, key, mayWrite, words } = await openDashboard(params, '/vouchers')
  const search = await searchParams
  const q = one(search.q)
  const page = await required(api.voucher.list({ ...key, q, ...cursorOf(search) }))
  const { locale } = words
  const t = voucherWords(locale)
  const path = `${base}/vouchers`
  const isEmpty = page.rows.length === 0 && !q
  const create = mayWrite && (
    <ButtonLink href={`${path}/new`} variant="primary" icon={<Plus aria-hidden="true" />}>
      {t('new')}
    </ButtonLink>
  )
  return (
    <Main width="wide">
      <PageHeader title={t('title')} description={t('lead')} actions={!isEmpty && create} />
      <Done what={one(search.done)} locale={locale} />
      {!isEmpty && <SearchForm label={t('search')} path={path} value={q} locale={locale} />}
      <Card padding="none">
        <Table
          caption={t('title')}
          rows={page.rows}
          rowKey={(row) => row.id}
          rowHref={(row) => `${path}/${row.id}`}
          columns={[
            { key: 'name', header: t('column.name'), cell: (row) => row.name, phone: 'title' },
            {
              key: 'code',
              header: t('column.code'),
              cell: (row) =>
                row.code === null ? (
                  <span className="text-ink-3">{t('automatic')}</span>
                ) : (
                  <code className="text-sm">{row.code}</code>
                ),
              phone: 'value',
            },
            {
              key: 'worth',
              header: t('column.worth'),
              cell: (row) => worthText(row, words),
              weight: 'quiet',
            },
            {
              key: 'uses',
              header: t('column.uses'),
              cell: (row) => usesText(row, words),
              align: 'end',
              weight: 'quiet',
              phone: 'hidden',
            },
            {
              key: 'status',
              header: t('column.status'),
              cell: (row) => <VoucherStatus voucher={row} words={words} />,
              phone: 'status',
              width: '9rem',
            },
          ]}
          empty={
            isEmpty ? (
              <EmptyState icon={<TicketPercent />} title={t('empty')} action={create}>
                {t('emptyText')}
              </EmptyState>
            ) : (
              <EmptyState title={formWords(locale)('nothingFound')}>
                {formWords(locale)('nothingFoundText')}
              </EmptyState>
            )
          }
        />
        <Pager label={t('pages')} path={path} search={search} page={page} locale={locale} />
      </Card>
    </Main>
  )
}
