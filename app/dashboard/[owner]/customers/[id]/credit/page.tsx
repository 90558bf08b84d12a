import type { Metadata } from 'next'
import { CreditForm } from '@/components/customer/credit-form'
import { customerFormWords, customerTexts } from '@/components/customer/customer-words'
import type { CreditEntry } from '@/components/customer/owner-types'
import { Done } from '@/components/dashboard/done'
import { cursorOf, Pager } from '@/components/dashboard/pager'
import { Card } from '@/components/ui/card'
import { Main } from '@/components/ui/container'
import { EmptyState } from '@/components/ui/empty-state'
import { PageHeader } from '@/components/ui/page-header'
import { Stat } from '@/components/ui/stat'
import { type Column, Table } from '@/components/ui/table'
import { one, required, type Search } from '../../../../open'
import { type CustomerPage, type CustomerParams, openCustomer } from '../open'

type Props = { params: CustomerParams; searchParams: Search }

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { t, name } = await openCustomer(params, '/credit')
  return { title: t('credit.title', { name }) }
}

/** What a customer was given and what was taken, and how much of it is left. */
export default async function CreditPage({ params, searchParams }: Props) {
  const page = await openCustomer(params, '/credit')
  const { api, owner, of, customer, name, path, t, words, mayWrite } = page
  const search = await searchParams
  const seen = await required(api.customer.credit({ ...of, ...cursorOf(search) }))
  const left = seen.balances.filter(({ amount }) => amount !== 0)
  const currencies = [
    ...new Set([customer.currency, owner.defaultCurrency, ...seen.balances.map((b) => b.currency)]),
  ]
  return (
    <Main>
      <PageHeader
        back={{ href: path, label: name }}
        title={t('credit.title', { name })}
        description={t('credit.lead')}
      />
      <Done what={one(search.done)} locale={words.locale} />
      <div className="flex flex-wrap gap-x-10 gap-y-4">
        <Stat
          label={t('credit.balance')}
          value={
            left.length === 0
              ? t('credit.zero')
              : left.map((b) => words.money(b.amount, b.currency)).join(' · ')
          }
        />
      </div>
      {mayWrite && (
        <Card id="adjust" title={t('credit.action')}>
          <CreditForm
            ownerId={owner.id}
            customerId={customer.id}
            currency={customer.currency}
            currencies={currencies}
            doneHref={`${path}/credit?done=saved`}
            locale={words.locale}
            words={{ ...customerFormWords(words), credit: customerTexts(words.locale).credit }}
          />
        </Card>
      )}
      <Card id="history" title={t('credit.history')} padding="none">
        {seen.entries.length === 0 ? (
          <EmptyState title={t('credit.empty')} />
        ) : (
          <Entries entries={seen.entries} page={page} />
        )}
        <Pager
          label={t('credit.pages')}
          path={`${path}/credit`}
          search={search}
          page={seen}
          locale={words.locale}
        />
      </Card>
    </Main>
  )
}

/** What the engine calls an entry of its own, in words. */
const WORDS: Record<string, 'proration' | 'invoice' | 'given_back' | 'refund_failed'> = {
  'subscription.changed': 'proration',
  'invoice.issued': 'invoice',
  'invoice.voided': 'given_back',
  'credit_note.refund_failed': 'refund_failed',
}

function Entries({ entries, page }: { entries: readonly CreditEntry[]; page: CustomerPage }) {
  const { t, words, base } = page
  const reasonOf = ({ reason }: CreditEntry) => {
    const known = WORDS[reason]
    return known ? t(`credit.words.${known}`) : reason
  }
  const columns: Column<CreditEntry>[] = [
    {
      key: 'reason',
      header: t('credit.reason'),
      cell: reasonOf,
      phone: 'title',
    },
    {
      key: 'source',
      header: t('credit.type'),
      cell: ({ source }) => t(source === 'manual' ? 'credit.byHand' : 'credit.byEngine'),
      weight: 'quiet',
      phone: 'detail',
    },
    {
      key: 'day',
      header: t('credit.day'),
      cell: ({ at }) => words.date(at, 'medium'),
      weight: 'quiet',
      phone: 'status',
    },
    {
      key: 'amount',
      header: t('credit.amount'),
      cell: ({ amount, currency }) => `${amount > 0 ? '+' : ''}${words.money(amount, currency)}`,
      align: 'end',
      phone: 'value',
    },
  ]
  return (
    <Table
      caption={t('credit.caption')}
      columns={columns}
      rows={entries}
      rowKey={({ id }) => id}
      rowHref={({ invoiceId }) => (invoiceId === null ? null : `${base}/invoices/${invoiceId}`)}
    />
  )
}
