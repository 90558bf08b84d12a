import { Download, Plus, Search as SearchIcon, Users } from 'lucide-react'
import type { Metadata } from 'next'
import { countryOptions } from '@/components/billing-details/countries'
import { CustomerTable } from '@/components/customer/customer-table'
import { type CustomerWords, customerWords } from '@/components/customer/customer-words'
import { formWords } from '@/components/dashboard/form-words'
import { LiveForm } from '@/components/dashboard/live-form'
import { cursorOf, listHref, Pager } from '@/components/dashboard/pager'
import { ButtonLink } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { Main } from '@/components/ui/container'
import { EmptyState } from '@/components/ui/empty-state'
import { TextField } from '@/components/ui/input'
import { PageHeader } from '@/components/ui/page-header'
import { SelectField } from '@/components/ui/select'
import { type DashboardParams, openDashboard, peekDashboard, required, type Search } from '../../open'
import { askedOf, STANDINGS } from './search'

type Props = { params: DashboardParams; searchParams: Search }

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const page = await peekDashboard(params)
  return page ? { title: customerWords(page.words.locale)('title') } : {}
}

/** Everyone an owner bills, searched as one types. */
export default async function CustomersPage({ params, searchParams }: Props) {
  const { api, base, key, mayWrite, words } = await openDashboard(params, '/customers')
  const search = await searchParams
  const asked = askedOf(search)
  const [page, brands] = await Promise.all([
    required(api.customer.list({ ...key, ...asked, ...cursorOf(search) })),
    required(api.customer.brands(key)),
  ])
  const { locale } = words
  const t = customerWords(locale)
  const path = `${base}/customers`
  const isNarrowed = Object.keys(asked).length > 0
  const isEmpty = page.customers.length === 0 && !isNarrowed && page.previous === null
  const create = mayWrite && (
    <ButtonLink href={`${path}/new`} variant="primary" icon={<Plus aria-hidden="true" />}>
      {t('new')}
    </ButtonLink>
  )
  if (isEmpty)
    return (
      <Main width="wide">
        <PageHeader title={t('title')} description={t('lead')} />
        <Card>
          <EmptyState icon={<Users />} title={t('empty')} action={create}>
            {t('emptyText')}
          </EmptyState>
        </Card>
      </Main>
    )
  return (
    <Main width="wide">
      <PageHeader
        title={t('title')}
        actions={
          <>
            <ButtonLink
              href={listHref(`${path}/csv`, search, {})}
              prefetch={false}
              icon={<Download aria-hidden="true" />}
              aria-label={t('csvAll')}
            >
              {t('csv')}
            </ButtonLink>
            {create}
          </>
        }
      />
      <Filters path={path} asked={asked} brands={brands} t={t} locale={locale} />
      <Card padding="none">
        {page.customers.length === 0 ? (
          <EmptyState title={t('nothing')} action={<ButtonLink href={path}>{t('showAll')}</ButtonLink>}>
            {t('nothingText')}
          </EmptyState>
        ) : (
          <CustomerTable customers={page.customers} base={base} words={words} />
        )}
        <Pager label={t('pages')} path={path} search={search} page={page} locale={locale} />
      </Card>
    </Main>
  )
}

type FiltersProps = {
  path: string
  asked: ReturnType<typeof askedOf>
  brands: readonly { id: string; name: string }[]
  t: CustomerWords
  locale: 'en' | 'de' | 'fr'
}

function Filters({ path, asked, brands, t, locale }: FiltersProps) {
  return (
    <LiveForm
      path={path}
      role="search"
      label={t('search')}
      submitLabel={formWords(locale)('search')}
      className="flex flex-wrap items-end gap-3 max-sm:grid max-sm:grid-cols-2"
    >
      <TextField
        type="search"
        name="q"
        label={t('search')}
        labelStyle="hidden"
        placeholder={t('search')}
        defaultValue={asked.text ?? ''}
        before={<SearchIcon />}
        maxLength={200}
        autoComplete="off"
        className="grow max-sm:col-span-2"
      />
      <SelectField
        name="status"
        label={t('standing.label')}
        labelStyle="hidden"
        placeholder={t('standing.all')}
        defaultValue={asked.standing ?? ''}
        options={STANDINGS.map((value) => ({ value, label: t(`standing.${value}`) }))}
        className="sm:w-44"
      />
      {brands.length > 1 && (
        <SelectField
          name="brand"
          label={t('brand')}
          labelStyle="hidden"
          placeholder={t('brandAll')}
          defaultValue={asked.brandId ?? ''}
          options={brands.map(({ id, name }) => ({ value: id, label: name }))}
          className="sm:w-40"
        />
      )}
      <SelectField
        name="country"
        label={t('country')}
        labelStyle="hidden"
        placeholder={t('countryAll')}
        defaultValue={asked.country ?? ''}
        options={countryOptions(locale)}
        className="sm:w-44"
      />
    </LiveForm>
  )
}
