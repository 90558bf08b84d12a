import { Download, ScrollText } from 'lucide-react'
import type { Metadata } from 'next'
import { AuditFilter } from '@/components/audit/audit-filter'
import { type AuditWords, auditWords } from '@/components/audit/audit-words'
import { AUDIT_NOUNS, nounChoices } from '@/components/audit/nouns'
import { Timeline } from '@/components/timeline/timeline'
import { ButtonLink } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { Main } from '@/components/ui/container'
import { EmptyState } from '@/components/ui/empty-state'
import { Notice } from '@/components/ui/notice'
import { PageHeader } from '@/components/ui/page-header'
import { Pagination } from '@/components/ui/pagination'
import { type DashboardParams, one, openDashboard, peekDashboard, required, type Search } from '../../open'
import { auditHref, auditInput, readAuditSearch } from './filter'

type Props = { params: DashboardParams; searchParams: Search }

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const page = await peekDashboard(params)
  return page ? { title: auditWords(page.words.locale)('title') } : {}
}

/** Everything that happened to the owner, newest first; narrowed by `?who=&what=&customer=&from=&to=`. */
export default async function AuditPage({ params, searchParams }: Props) {
  const { api, base, key, owner, words } = await openDashboard(params, '/audit')
  const t = auditWords(words.locale)
  const path = `${base}/audit`
  const search = await searchParams
  const narrowed = readAuditSearch(search, AUDIT_NOUNS)
  const [after, before] = [one(search.after), one(search.before)]
  const cursor = after ? { after } : before ? { before } : {}
  const [page, people] = await Promise.all([
    required(api.audit.list({ ...key, ...auditInput(narrowed, owner.timezone), ...cursor })),
    required(api.audit.people(key)),
  ])
  const isNarrowed = Object.values(narrowed).some((value) => value !== undefined)
  const isBackwards = narrowed.from && narrowed.to && narrowed.to < narrowed.from
  const name = page.entries.find((entry) => entry.customer?.id === narrowed.customer)?.customer?.name
  return (
    <Main width="wide">
      <PageHeader
        title={t('title')}
        description={t('lead')}
        actions={
          page.entries.length > 0 && (
            <ButtonLink
              href={auditHref(`${path}/csv`, narrowed)}
              prefetch={false}
              icon={<Download aria-hidden="true" />}
            >
              {t('csv')}
            </ButtonLink>
          )
        }
      />
      <AuditFilter
        path={path}
        value={narrowed}
        people={peopleChoices(people, t)}
        nouns={nounChoices(t)}
        isNarrowed={isNarrowed}
        t={t}
      />
      {isBackwards && <Notice tone="warn">{t('dateWrong')}</Notice>}
      {narrowed.customer !== undefined && (
        <Notice>{t('ofCustomer', { name: name ?? narrowed.customer })}</Notice>
      )}
      <Card padding="none">
        {page.entries.length === 0 ? (
          <EmptyState icon={<ScrollText />} title={t('empty')}>
            {isNarrowed ? t('emptyText') : null}
          </EmptyState>
        ) : (
          <div className="p-5 max-sm:p-4">
            <Timeline entries={page.entries} base={base} of="owner" words={words} />
          </div>
        )}
        <Pagination
          label={t('pages')}
          previous={{
            href: page.previous && auditHref(path, narrowed, { before: page.previous }),
            label: t('newer'),
          }}
          next={{ href: page.next && auditHref(path, narrowed, { after: page.next }), label: t('older') }}
        />
      </Card>
    </Main>
  )
}

type People = {
  members: readonly { actor: string; email: string }[]
  keys: readonly { actor: string; name: string }[]
}

const peopleChoices = ({ members, keys }: People, t: AuditWords) => [
  ...members.map(({ actor, email }) => ({ value: actor, label: email })),
  ...keys.map(({ actor, name }) => ({ value: actor, label: t('key', { name }) })),
  { value: 'link', label: t('link') },
  { value: 'system', label: t('system') },
  { value: 'operator', label: t('operator') },
]
