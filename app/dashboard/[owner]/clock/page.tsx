import { Clock } from 'lucide-react'
import type { Metadata } from 'next'
import { ClockButton } from '@/components/clock/clock-buttons'
import { ClockControls } from '@/components/clock/clock-controls'
import { ClockRunCard, type TimeMachine } from '@/components/clock/clock-run-card'
import { type ClockWords, clockWords } from '@/components/clock/clock-words'
import { Timeline } from '@/components/timeline/timeline'
import { ButtonLink } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { Chip } from '@/components/ui/chip'
import { Main } from '@/components/ui/container'
import { EmptyState } from '@/components/ui/empty-state'
import { Notice } from '@/components/ui/notice'
import { PageHeader } from '@/components/ui/page-header'
import { Stat } from '@/components/ui/stat'
import { addDays, addMonths } from '@/server/core/time'
import {
  type DashboardPage,
  type DashboardParams,
  one,
  openDashboard,
  peekDashboard,
  required,
  type Search,
} from '../../open'

type Props = { params: DashboardParams; searchParams: Search }

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const page = await peekDashboard(params)
  return page ? { title: clockWords(page.words.locale)('title') } : {}
}

/** The owner's clock in sandbox mode, and what happened while it moved. `?after=` goes on with what was before. */
export default async function ClockPage({ params, searchParams }: Props) {
  const page = await openDashboard(params, '/clock')
  const { api, base, key, words, mayWrite } = page
  const t = clockWords(words.locale)
  // Where money is real there is no such page.
  const machine = await required(api.clock.get(key))
  const { run } = machine
  const after = one((await searchParams).after)
  const from = run?.fromAt ?? null
  const happened =
    from === null
      ? null
      : await required(api.audit.list({ ...key, from, limit: 50, ...(after ? { after } : {}) }))
  return (
    <Main>
      <PageHeader
        title={t('title')}
        description={t('lead')}
        chip={machine.frozen && <Chip tone="warn">{t('stands')}</Chip>}
      />
      <Now machine={machine} t={t} page={page} />
      {run?.isRunning ? (
        <ClockRunCard run={run} ownerId={key.ownerId} mayWrite={mayWrite} t={t} words={words} />
      ) : (
        <>
          {run && (
            <Notice
              tone="good"
              live="status"
              title={t('finished', {
                from: words.date(run.fromAt, 'medium'),
                to: words.date(run.at, 'medium'),
              })}
            >
              {t('finishedText', { count: run.steps })}
            </Notice>
          )}
          {mayWrite ? <Controls machine={machine} t={t} page={page} /> : <Notice>{t('viewer')}</Notice>}
        </>
      )}
      {happened !== null && from !== null && (
        <Card
          title={t('happened')}
          description={t('happenedText', { from: words.date(from, 'time') })}
          id="happened"
        >
          {happened.entries.length === 0 ? (
            <EmptyState icon={<Clock />} title={t('empty')}>
              {t('emptyText')}
            </EmptyState>
          ) : (
            <Timeline entries={happened.entries} base={base} of="owner" words={words} />
          )}
          {(happened.next !== null || after !== undefined) && (
            <nav aria-label={t('pages')} className="mt-4 flex flex-wrap justify-between gap-3">
              {after !== undefined && <ButtonLink href={`${base}/clock`}>{t('newer')}</ButtonLink>}
              {happened.next !== null && (
                <ButtonLink href={`${base}/clock?after=${happened.next}#happened`} className="ml-auto">
                  {t('older')}
                </ButtonLink>
              )}
            </nav>
          )}
        </Card>
      )}
    </Main>
  )
}

type PartProps = { machine: TimeMachine; t: ClockWords; page: DashboardPage }

function Now({ machine, t, page: { words } }: PartProps) {
  const { now, nextAt, frozen } = machine
  return (
    <div className="grid gap-5 sm:grid-cols-2">
      <Stat label={t('now')} value={words.date(now, 'time')} detail={frozen ? t('stands') : t('runs')} />
      <Stat
        label={t('next')}
        value={nextAt ? words.date(nextAt, 'time') : '–'}
        detail={nextAt ? undefined : t('nothing')}
      />
    </div>
  )
}

function Controls({ machine, t, page: { key, words } }: PartProps) {
  const { now, nextAt, frozen } = machine
  const { ownerId } = key
  if (!frozen)
    return (
      <Card title={t('freezeTitle')} id="freeze">
        <div className="grid gap-4">
          <p className="text-ink-2">{t('freezeText')}</p>
          <ClockButton ownerId={ownerId} does="freeze" words={words.problems}>
            {t('freeze')}
          </ClockButton>
        </div>
      </Card>
    )
  return (
    <Card title={t('move')} description={t('moveText')} id="move">
      <ClockControls
        ownerId={ownerId}
        days={{ first: dayOf(addDays(now, 1)), last: dayOf(addMonths(now, 120)) }}
        hasNext={nextAt !== null}
        words={{
          ...words.problems,
          date: t('date'),
          dateHint: t('dateHint'),
          dateWrong: t('dateWrong'),
          go: t('go'),
          running: t('running'),
          by: {
            next: t('by.next'),
            day: t('by.day'),
            week: t('by.week'),
            month: t('by.month'),
            year: t('by.year'),
          },
        }}
      />
    </Card>
  )
}

const dayOf = (at: Date): string => at.toISOString().slice(0, 10)
