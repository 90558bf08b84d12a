import { Download, Repeat, Search as SearchIcon } from 'lucide-react'
import type { Metadata } from 'next'
import { formWords } from '@/components/dashboard/form-words'
import { LiveForm } from '@/components/dashboard/live-form'
import { cursorOf, listHref, Pager } from '@/components/dashboard/pager'
import { SubscriptionTable } from '@/components/subscription/subscription-table'
import { subscriptionWords } from '@/components/subscription/subscription-words'
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
  return page ? { title: subscriptionWords(page.words.locale)('title') } : {}
}

/** What runs, what is tried and what ended. */
export default async function SubscriptionsPage({ params, searchParams }: Props) {
  const { api, base, key, words } = await openDashboard(params, '/subscriptions')
  const search = await searchParams
  const asked = askedOf(search)
  const [page, offers, brands] = await Promise.all([
    required(api.subscription.list({ ...key, ...asked, ...cursorOf(search) })),
    required(api.subscription.offers(key)),
    required(api.customer.brands(key)),
  ])
  const { locale } = words
  const t = subscriptionWords(locale)
  const path = `${base}/subscriptions`
  const isNarrowed = Object.keys(asked).length > 0
  if (page.subscriptions.length === 0 && !isNarrowed && page.previous === null)
    return (
      <Main width="wide">
        <PageHeader title={t('title')} description={t('lead')} />
        <Card>
          <EmptyState
            icon={<Repeat />}
            title={t('empty')}
            action={
              <ButtonLink href={`${base}/customers`} variant="primary">
                {t('emptyAction')}
              </ButtonLink>
            }
          >
            {t('emptyText')}
          </EmptyState>
        </Card>
      </Main>
    )
  const plans = new Map(offers.map(({ planId, title }) => [planId, title]))
  return (
    <Main width="wide">
      <PageHeader
        title={t('title')}
        actions={
          <ButtonLink
            href={listHref(`${path}/csv`, search, {})}
            prefetch={false}
            icon={<Download aria-hidden="true" />}
            aria-label={t('csvAll')}
          >
            CSV
          </ButtonLink>
        }
      />
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
        <SelectField
          name="plan"
          label={t('plan')}
          labelStyle="hidden"
          placeholder={t('planAll')}
          defaultValue={asked.planId ?? ''}
          options={[...plans].map(([value, label]) => ({ value, label }))}
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
      </LiveForm>
      <Card padding="none">
        {page.subscriptions.length === 0 ? (
          <EmptyState title={t('nothing')} action={<ButtonLink href={path}>{t('showAll')}</ButtonLink>}>
            {t('nothingText')}
          </EmptyState>
        ) : (
          <SubscriptionTable subscriptions={page.subscriptions} base={base} words={words} />
        )}
        <Pager label={t('pages')} path={path} search={search} page={page} locale={locale} />
      </Card>
    </Main>
  )
}
