import { Card } from '@/components/ui/card'
import { Notice } from '@/components/ui/notice'
import { Progress } from '@/components/ui/progress'
import type { Words } from '@/components/words'
import type { Outputs } from '@/server/trpc/caller'
import { KeepFresh } from '../progress/keep-fresh'
import { ClockButton } from './clock-buttons'
import type { ClockWords } from './clock-words'

export type TimeMachine = Outputs['owner']['clock']['get']
type Run = NonNullable<TimeMachine['run']>

export interface ClockRunCardProps {
  run: Run
  ownerId: string
  mayWrite: boolean
  t: ClockWords
  words: Words
}

/** How far the clock has come on its way, and that one may leave meanwhile. */
export function ClockRunCard({ run, ownerId, mayWrite, t, words }: ClockRunCardProps) {
  const { fromAt, targetAt, at, steps, error } = run
  const whole = targetAt.getTime() - fromAt.getTime()
  const done = at.getTime() - fromAt.getTime()
  return (
    <Card>
      <KeepFresh />
      <div className="grid gap-4">
        <Progress
          label={t('under', { at: words.date(targetAt, 'time') })}
          value={whole > 0 ? Math.round((done * 1_000) / whole) : null}
          max={1_000}
          text={words.date(at, 'medium')}
        />
        <p className="text-sm text-ink-2" aria-live="off">
          {t('steps', { count: steps })}. {t('leave')}
        </p>
        {error !== null && <Notice tone="warn">{t('stuck', { error })}</Notice>}
        {mayWrite && (
          <ClockButton ownerId={ownerId} does="stop" words={words.problems}>
            {t('stop')}
          </ClockButton>
        )}
      </div>
    </Card>
  )
}
