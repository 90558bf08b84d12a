import { Download } from 'lucide-react'
import type { Metadata } from 'next'
import { ImportButton } from '@/components/import/import-button'
import { ImportSummary } from '@/components/import/import-summary'
import {
  type ImportView,
  type ImportWords,
  importWords,
  sourceText,
  TONES,
} from '@/components/import/import-words'
import { ProblemTable } from '@/components/import/problem-table'
import { KeepFresh } from '@/components/progress/keep-fresh'
import { ButtonLink } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { Chip } from '@/components/ui/chip'
import { Main } from '@/components/ui/container'
import { Notice } from '@/components/ui/notice'
import { PageHeader } from '@/components/ui/page-header'
import { Progress } from '@/components/ui/progress'
import { type DashboardPage, one, openDashboard, peekDashboard, required, type Search } from '../../../open'

type Props = { params: Promise<{ owner: string; id: string }>; searchParams: Search }

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const page = await peekDashboard(params)
  return page ? { title: importWords(page.words.locale)('title') } : {}
}

/** One import: how far it is, what it comes to, and what is not possible (`?after=` goes on with that). */
export default async function ImportPage({ params, searchParams }: Props) {
  const { id: importId } = await params
  const page = await openDashboard(params, `/imports/${importId}`)
  const { api, base, key, words, mayWrite } = page
  const t = importWords(words.locale)
  const found = await required(api.import.get({ ...key, importId }))
  const after = Number(one((await searchParams).after) ?? Number.NaN)
  const problems =
    found.total.problem === 0
      ? null
      : await required(
          api.import.rows({
            ...key,
            importId,
            of: 'problems',
            ...(Number.isInteger(after) && after >= 0 ? { after } : {}),
          }),
        )
  const path = `${base}/imports/${importId}`
  return (
    <Main>
      <PageHeader
        title={<span className="wrap-anywhere">{sourceText(found, t)}</span>}
        chip={<Chip tone={TONES[found.status]}>{t(`states.${found.status}`)}</Chip>}
        description={words.date(found.createdAt, 'time')}
        back={{ href: `${base}/imports`, label: t('back') }}
      />
      <Standing found={found} t={t} page={page} />
      {found.kinds.length > 0 && found.status !== 'reading' && (
        <Card
          title={t(found.status === 'done' || found.status === 'discarded' ? 'summaryDone' : 'summary')}
          id="summary"
          padding="none"
          {...(mayWrite && found.status === 'ready'
            ? { footer: <Buttons found={found} t={t} page={page} /> }
            : {})}
        >
          <ImportSummary of={found} t={t} />
        </Card>
      )}
      {problems !== null && (
        <Card
          title={t('problems')}
          description={t('problemsText')}
          id="problems"
          padding="none"
          aside={
            <ButtonLink
              size="sm"
              href={`${path}/problems`}
              prefetch={false}
              icon={<Download aria-hidden="true" />}
            >
              {t('csv')}
            </ButtonLink>
          }
        >
          <ProblemTable rows={problems.rows} t={t} />
          {(problems.next !== null || Number.isInteger(after)) && (
            <nav aria-label={t('problems')} className="flex justify-between gap-3 border-t px-5 py-3">
              {Number.isInteger(after) && (
                <ButtonLink size="sm" href={`${path}#problems`}>
                  {t('first')}
                </ButtonLink>
              )}
              {problems.next !== null && (
                <ButtonLink size="sm" href={`${path}?after=${problems.next}#problems`} className="ml-auto">
                  {t('more')}
                </ButtonLink>
              )}
            </nav>
          )}
        </Card>
      )}
    </Main>
  )
}

type PartProps = { found: ImportView; t: ImportWords; page: DashboardPage }

/** What goes on, or how it ended. */
function Standing({ found, t, page }: PartProps) {
  const { status, total, source } = found
  const ready = total.create + total.update
  if (status === 'done')
    return (
      <Notice tone="good" title={t('doneTitle')} live="status">
        {t('doneText', { count: total.done })}
      </Notice>
    )
  if (status === 'discarded')
    return <Notice title={t('discardedTitle')}>{t('discardedText', { count: total.done })}</Notice>
  if (status === 'ready')
    return (
      <div className="grid gap-3">
        {ready === 0 && <Notice>{t('nothing')}</Notice>}
        {source.from === 'stripe' && <Notice>{t(`willNot.${source.subscriptions}`)}</Notice>}
        {source.from === 'csv' && source.ignored.length > 0 && (
          <Notice tone="warn">{t('ignored', { columns: source.ignored.join(', ') })}</Notice>
        )}
      </div>
    )
  return <Working found={found} t={t} page={page} />
}

function Working({ found, t, page: { key, words, mayWrite } }: PartProps) {
  const { status, total, rows, error } = found
  if (status !== 'reading' && status !== 'checking' && status !== 'running') return null
  const all = status === 'running' ? total.create + total.update : rows
  const done = status === 'running' ? total.done : rows - total.unchecked
  return (
    <Card>
      <KeepFresh />
      <div className="grid gap-4">
        <Progress
          label={t(`progress.${status}`)}
          value={status === 'reading' ? null : done}
          max={Math.max(1, all)}
          text={status === 'reading' ? t('soFar', { count: rows }) : t('progressText', { done, all })}
        />
        <p className="text-sm text-ink-2">{t('leave')}</p>
        {error !== null && <Notice tone="warn">{t('stuck', { error })}</Notice>}
        {mayWrite && (
          <div className="flex flex-wrap items-center gap-3">
            <ImportButton ownerId={key.ownerId} importId={found.id} does="discard" words={words.problems}>
              {t(status === 'running' ? 'stop' : 'discard')}
            </ImportButton>
            {status === 'running' && <span className="text-sm text-ink-2">{t('stopText')}</span>}
          </div>
        )}
      </div>
    </Card>
  )
}

function Buttons({ found, t, page: { key, words } }: PartProps) {
  const count = found.total.create + found.total.update
  const of = { ownerId: key.ownerId, importId: found.id, words: words.problems }
  return (
    <div className="flex flex-wrap gap-2">
      {count > 0 && (
        <ImportButton {...of} does="confirm">
          {t('confirm', { count })}
        </ImportButton>
      )}
      <ImportButton {...of} does="discard">
        {t('discard')}
      </ImportButton>
    </div>
  )
}
