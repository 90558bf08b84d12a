import { KeyRound, Plus } from 'lucide-react'
import type { Metadata } from 'next'
import { KeyTable } from '@/components/api-key/key-table'
import { keyWords } from '@/components/api-key/key-words'
import { Said } from '@/components/portal/said'
import { ButtonLink } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { Main } from '@/components/ui/container'
import { EmptyState } from '@/components/ui/empty-state'
import { Notice } from '@/components/ui/notice'
import { PageHeader } from '@/components/ui/page-header'
import { Segments } from '@/components/ui/segments'
import { type DashboardParams, one, openDashboard, peekDashboard, required, type Search } from '../../open'

type Props = { params: DashboardParams; searchParams: Search }

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const page = await peekDashboard(params)
  return page ? { title: keyWords(page.words.locale)('title') } : {}
}

/** The keys that programs call the API with: those that work, or with `?show=all` those that did as well. */
export default async function KeysPage({ params, searchParams }: Props) {
  const { api, base, key, words, isAdmin } = await openDashboard(params, '/keys')
  const t = keyWords(words.locale)
  const path = `${base}/keys`
  if (!isAdmin)
    return (
      <Main>
        <PageHeader title={t('title')} description={t('lead')} />
        <Notice>{t('onlyAdmins')}</Notice>
      </Main>
    )
  const search = await searchParams
  const isAll = one(search.show) === 'all'
  const keys = await required(api.apiKey.list(key))
  const shown = isAll ? keys : keys.filter(({ state }) => state === 'live')
  const revoked = keys.find(({ id, state }) => id === one(search.revoked) && state === 'revoked')
  const create = (
    <ButtonLink href={`${path}/new`} variant="primary" icon={<Plus aria-hidden="true" />}>
      {t('new')}
    </ButtonLink>
  )
  return (
    <Main>
      <PageHeader title={t('title')} description={t('lead')} actions={shown.length > 0 && create} />
      {revoked && (
        <Said>
          <Notice tone="good" title={t('revoked', { name: revoked.name })} live="status">
            {t('revokedText')}
          </Notice>
        </Said>
      )}
      {keys.some(({ state }) => state !== 'live') && (
        <div>
          <Segments
            label={t('show')}
            items={[
              { href: path, label: t('live'), current: !isAll },
              { href: `${path}?show=all`, label: t('all'), current: isAll },
            ]}
          />
        </div>
      )}
      <Card padding="none">
        {shown.length === 0 ? (
          <EmptyState icon={<KeyRound />} title={t('empty')} action={create}>
            {t('emptyText')}
          </EmptyState>
        ) : (
          <KeyTable keys={shown} href={({ id }) => `${path}/${id}`} t={t} words={words} />
        )}
      </Card>
    </Main>
  )
}
