import { Landmark, Plus } from 'lucide-react'
import type { Metadata } from 'next'
import Link from 'next/link'
import { baseFormWords } from '@/components/dashboard/form-words'
import { Said } from '@/components/portal/said'
import { AccountTable, type StripeAccount } from '@/components/stripe-account/account-table'
import {
  type StripeAccountWords,
  stripeAccountMessages,
  stripeAccountWords,
} from '@/components/stripe-account/words'
import { ButtonLink } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { Main } from '@/components/ui/container'
import { EmptyState } from '@/components/ui/empty-state'
import { Notice } from '@/components/ui/notice'
import { PageHeader } from '@/components/ui/page-header'
import { type Column, RowAction, Table } from '@/components/ui/table'
import type { Outputs } from '@/server/trpc/caller'
import { type DashboardParams, one, openDashboard, peekDashboard, required, type Search } from '../../open'

type Props = { params: DashboardParams; searchParams: Search }

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const page = await peekDashboard(params)
  return page ? { title: stripeAccountWords(page.words.locale)('title') } : {}
}

/** The accounts that an owner is paid on, and which one each brand is. `?back=` names one whose holder has come back. */
export default async function StripePage({ params, searchParams }: Props) {
  const { api, base, key, words, isAdmin } = await openDashboard(params, '/stripe')
  const t = stripeAccountWords(words.locale)
  const [{ accounts, brands }, search] = await Promise.all([
    required(api.stripeAccount.list(key)),
    searchParams,
  ])
  const { errors, conflict } = stripeAccountMessages(words.locale)
  const common = baseFormWords(words, errors)
  const formWords = { ...common, problem: { ...common.problem, conflict } }
  const href = `${base}/stripe`
  const connect = (
    <ButtonLink href={`${href}/new`} variant="primary" icon={<Plus aria-hidden="true" />}>
      {t('add')}
    </ButtonLink>
  )
  const back = accounts.find(({ id }) => id === one(search.back))
  return (
    <Main>
      <PageHeader
        title={t('title')}
        description={t('lead')}
        actions={isAdmin && accounts.length > 0 && connect}
      />
      {back && <CameBack account={back} t={t} />}
      {one(search.done) === 'chosen' && (
        <Said>
          <Notice tone="good" title={t('chosen')} live="status" />
        </Said>
      )}
      {!isAdmin && <Notice>{t('onlyAdmins')}</Notice>}
      <Card padding="none" title={t('accounts')}>
        {accounts.length === 0 ? (
          <EmptyState icon={<Landmark />} title={t('noAccounts')} action={isAdmin && connect}>
            {t('noAccountsText')}
          </EmptyState>
        ) : (
          <AccountTable
            accounts={accounts}
            ownerId={key.ownerId}
            isAdmin={isAdmin}
            href={href}
            t={t}
            words={words}
            formWords={formWords}
          />
        )}
      </Card>
      <Card padding="none" title={t('brands')}>
        <BrandTable brands={brands} accounts={accounts} href={isAdmin ? href : null} t={t} />
      </Card>
    </Main>
  )
}

function CameBack({ account, t }: { account: StripeAccount; t: StripeAccountWords }) {
  const { name, chargesEnabled } = account
  return (
    <Said>
      {chargesEnabled ? (
        <Notice tone="good" title={t('returned.ready', { name })} live="status" />
      ) : (
        <Notice tone="warn" title={t('returned.waiting', { name })} live="status" />
      )}
    </Said>
  )
}

type Brand = Outputs['owner']['stripeAccount']['list']['brands'][number]

type BrandTableProps = {
  brands: readonly Brand[]
  accounts: readonly StripeAccount[]
  href: string | null
  t: StripeAccountWords
}

function BrandTable({ brands, accounts, href, t }: BrandTableProps) {
  const nameOf = (id: string | null) => accounts.find((each) => each.id === id)?.name ?? t('own')
  const columns: Column<Brand>[] = [
    {
      key: 'brand',
      header: t('brand'),
      cell: ({ name }) => <span className="font-medium">{name}</span>,
      phone: 'title',
    },
    { key: 'account', header: t('account'), cell: ({ accountId }) => nameOf(accountId), phone: 'detail' },
  ]
  if (href !== null)
    columns.push({
      key: 'change',
      header: <span className="sr-only">{t('actions')}</span>,
      cell: ({ id, name }) => (
        <RowAction>
          <Link
            href={`${href}/brands/${id}`}
            aria-label={t('changeOf', { name })}
            className="link-alone inline-flex min-h-6 items-center text-sm"
          >
            {t('change')}
          </Link>
        </RowAction>
      ),
      align: 'end',
      phone: 'action',
    })
  return <Table caption={t('brandsLead')} columns={columns} rows={brands} rowKey={({ id }) => id} />
}
