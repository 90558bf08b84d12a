import { FileText } from 'lucide-react'
import type { Metadata } from 'next'
import { Done } from '@/components/dashboard/done'
import { baseFormWords } from '@/components/dashboard/form-words'
import { DraftSum } from '@/components/invoice/sum'
import { OwnInvoiceTable } from '@/components/owner-account/invoice-table'
import { PortalButton } from '@/components/owner-account/portal-button'
import { type OwnerAccountWords, ownerAccountWords } from '@/components/owner-account/words'
import { MethodLine } from '@/components/payment-method/method-line'
import { StatusChip } from '@/components/subscription/status-chip'
import { ButtonLink } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { Main } from '@/components/ui/container'
import { DescriptionList } from '@/components/ui/description-list'
import { EmptyState } from '@/components/ui/empty-state'
import { PageHeader } from '@/components/ui/page-header'
import { type Words, wordsFor } from '@/components/words'
import type { Outputs } from '@/server/trpc/caller'
import { type DashboardParams, one, openDashboard, peekDashboard, required, type Search } from '../../open'

type Props = { params: DashboardParams; searchParams: Search }

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const page = await peekDashboard(params)
  return page ? { title: ownerAccountWords(page.words.locale)('title') } : {}
}

/** The owner as a customer of the house: plan, card, invoices and what comes next; and who it is. */
export default async function AccountPage({ params, searchParams }: Props) {
  const { api, base, key, isAdmin, mayWrite, words } = await openDashboard(params, '/account')
  const search = await searchParams
  const before = one(search.before)
  const [account, profile, { invoices, older }] = await Promise.all([
    required(api.account.get(key)),
    required(api.account.profile(key)),
    required(api.account.invoices({ ...key, ...(before ? { before } : {}) })),
  ])
  const { locale } = words
  const t = ownerAccountWords(locale)
  const { house } = account
  // The house bills by its own calendar.
  const billing = house ? wordsFor(locale, house.timeZone) : words
  return (
    <Main>
      <PageHeader
        title={t('title')}
        description={house ? t('lead', { house: house.name }) : t('unbilledLead')}
        actions={
          mayWrite &&
          house && <PortalButton ownerId={key.ownerId} label={t('portal')} words={baseFormWords(words, {})} />
        }
      />
      <Done what={one(search.done)} locale={locale} />
      <div className="grid items-start gap-6 lg:grid-cols-2">
        <PlanCard account={account} t={t} words={billing} />
        <NextCard account={account} t={t} words={billing} />
      </div>
      <Card padding="none" title={t('invoices')}>
        {invoices.length === 0 ? (
          <EmptyState icon={<FileText />} title={t('empty')}>
            {house && t('emptyText', { house: house.name })}
          </EmptyState>
        ) : (
          <OwnInvoiceTable invoices={invoices} base={base} t={t} words={billing} />
        )}
      </Card>
      {(older !== null || before !== undefined) && (
        <nav aria-label={t('invoices')} className="flex flex-wrap justify-between gap-3">
          {before !== undefined && <ButtonLink href={`${base}/account`}>{t('newest')}</ButtonLink>}
          {older !== null && (
            <ButtonLink href={`${base}/account?before=${older}`} className="ml-auto" rel="next">
              {t('older')}
            </ButtonLink>
          )}
        </nav>
      )}
      <ProfileCard profile={profile} href={`${base}/account/profile`} mayWrite={isAdmin} t={t} />
    </Main>
  )
}

type Account = Outputs['owner']['account']['get']
type CardProps = { account: Account; t: OwnerAccountWords; words: Words }

function PlanCard({ account, t, words }: CardProps) {
  const { plan, method, status, periodEndAt } = account
  return (
    <Card
      title={t('plan')}
      titleStyle="quiet"
      aside={plan && <StatusChip subscription={plan} words={words} />}
      footer={
        account.house &&
        (method ? (
          <div className="grid gap-1.5">
            <span className="text-sm text-ink-3">{t('method')}</span>
            <MethodLine method={method} words={words} />
          </div>
        ) : (
          t('noMethod')
        ))
      }
    >
      <p className="text-lg font-semibold tracking-tight">{plan ? plan.offer.title : t('noPlan')}</p>
      <p className="mt-1 text-ink-2">
        {plan ? t(`until.${status}`, { date: words.date(periodEndAt) }) : t('noPlanText')}
      </p>
    </Card>
  )
}

function NextCard({ account: { next }, t, words }: CardProps) {
  const title = next ? t('nextOn', { date: words.date(next.issuedAt) }) : t('next')
  return (
    <Card title={title} titleStyle="quiet">
      {next ? (
        <DraftSum draft={next} totalLabel={t('total')} words={words} />
      ) : (
        <p className="text-ink-2">{t('noNext')}</p>
      )}
    </Card>
  )
}

type ProfileProps = {
  profile: Outputs['owner']['account']['profile']
  href: string
  mayWrite: boolean
  t: OwnerAccountWords
}

function ProfileCard({ profile, href, mayWrite, t }: ProfileProps) {
  const { name, firstName, lastName, email, timezone, defaultCurrency, primaryBrandId, brands } = profile
  const person = [firstName, lastName].filter((part) => part !== null).join(' ')
  const brand = brands.find(({ id }) => id === primaryBrandId)?.name
  const facts = [
    { key: 'name', term: t('form.name'), description: name },
    ...(person ? [{ key: 'person', term: t('form.who'), description: person }] : []),
    { key: 'email', term: t('form.email'), description: email },
    { key: 'timezone', term: t('form.timezone'), description: timezone },
    { key: 'currency', term: t('form.currency'), description: defaultCurrency },
    ...(brand ? [{ key: 'brand', term: t('form.brand'), description: brand }] : []),
  ]
  return (
    <Card
      title={t('profile')}
      aside={
        mayWrite && (
          <ButtonLink href={href} size="sm">
            {t('edit')}
          </ButtonLink>
        )
      }
    >
      <DescriptionList items={facts} />
    </Card>
  )
}
