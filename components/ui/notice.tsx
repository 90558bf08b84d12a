import { CircleAlert, CircleCheck, Info, TriangleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import { cx } from './cx'

export type NoticeTone = 'info' | 'good' | 'warn' | 'bad'

const LOOK: Record<NoticeTone, { box: string; title: string; Icon: typeof Info }> = {
  info: { box: 'bg-sunken shadow-[inset_0_0_0_1px_var(--line)]', title: 'text-ink', Icon: Info },
  good: { box: 'bg-good-soft', title: 'text-good', Icon: CircleCheck },
  warn: { box: 'bg-warn-soft', title: 'text-warn', Icon: TriangleAlert },
  bad: { box: 'bg-bad-soft', title: 'text-bad', Icon: CircleAlert },
}

export interface NoticeProps {
  tone?: NoticeTone
  /** What has happened, as a sentence. */
  title?: ReactNode
  /** What it means and what comes next. */
  children?: ReactNode
  /** The one thing to do about it. */
  action?: ReactNode
  /** `alert` for what comes up after the person did something; nothing for what was there with the page. */
  live?: 'alert' | 'status'
  className?: string
}

/** A banner inside the page, as long as its reason lasts. */
export function Notice({ tone = 'info', title, children, action, live, className }: NoticeProps) {
  const { box, title: titleColour, Icon } = LOOK[tone]
  return (
    <div
      role={live}
      className={cx(
        'flex items-center gap-x-4 gap-y-3 rounded-lg px-4 py-3 max-sm:flex-col max-sm:items-stretch',
        box,
        className,
      )}
    >
      <div className="flex min-w-0 flex-1 gap-3 py-1">
        <Icon aria-hidden="true" className={cx('mt-px size-4.5 shrink-0', titleColour)} />
        <div className="min-w-0">
          {title !== undefined && <strong className={cx('font-semibold', titleColour)}>{title} </strong>}
          {children}
        </div>
      </div>
      {action !== undefined && <div className="flex shrink-0 gap-2 max-sm:*:flex-1">{action}</div>}
    </div>
  )
}
