import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { KeyForm } from '@/components/api-key/key-form'
import { keyWords } from '@/components/api-key/key-words'
import { Card } from '@/components/ui/card'
import { Main } from '@/components/ui/container'
import { PageHeader } from '@/components/ui/page-header'
import { AREAS } from '@/server/core/api-key'
import { type DashboardParams, openDashboard, peekDashboard } from '../../../open'

type Props = { params: DashboardParams }

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const page = await peekDashboard(params)
  return page ? { title: keyWords(page.words.locale)('newTitle') } : {}
}

const ACCESSES = ['none', 'read', 'write', 'both'] as const
const DAYS = [30, 90, 180] as const

/** A key for a program, and what it may do. */
export default async function NewKeyPage({ params }: Props) {
  const { base, key, words, isAdmin } = await openDashboard(params, '/keys/new')
  if (!isAdmin) notFound()
  const t = keyWords(words.locale)
  const keysHref = `${base}/keys`
  return (
    <Main width="narrow">
      <PageHeader
        title={t('newTitle')}
        description={t('newLead')}
        back={{ href: keysHref, label: t('back') }}
      />
      <Card>
        <KeyForm
          ownerId={key.ownerId}
          keysHref={keysHref}
          reaches={[
            { value: 'everything', label: t('full.label'), description: t('full.text') },
            { value: 'read', label: t('read.label'), description: t('read.text') },
            { value: 'chosen', label: t('chosen.label'), description: t('chosen.text') },
          ]}
          areas={AREAS.map((area) => ({ area, label: t(`area.${area}`) }))}
          accesses={ACCESSES.map((value) => ({ value, label: t(`areaAccess.${value}`) }))}
          ends={[
            ...DAYS.map((count) => ({ value: String(count), label: t('endsIn.days', { count }) })),
            { value: '365', label: t('endsIn.year') },
            { value: '', label: t('endsIn.never') },
          ]}
          words={{
            ...words.problems,
            name: t('name'),
            nameHint: t('nameHint'),
            nameWrong: t('nameWrong'),
            allowed: t('allowed'),
            chosen: t('chosen.label'),
            noArea: t('noArea'),
            ends: t('ends'),
            endsHint: t('endsHint'),
            create: t('create'),
            cancel: t('cancel'),
            made: t('made'),
            madeText: t('madeText'),
            copy: t('copy'),
            copied: t('copied'),
            done: t('done'),
            secret: t('secret'),
          }}
        />
      </Card>
    </Main>
  )
}
