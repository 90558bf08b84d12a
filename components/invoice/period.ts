import type { Words } from '@/components/words'
import { DAY_MS } from '@/server/core/time'

/** A period longer than this begins and ends on the same day and month, so its years are said. */
const SHORT_MS = 200 * DAY_MS

/** "1 Nov – 1 Dec", "1 Nov 2026 – 1 Nov 2027". */
export function periodText(startAt: Date, endAt: Date, { t, date }: Words): string {
  const style = endAt.getTime() - startAt.getTime() > SHORT_MS ? 'medium' : 'day'
  return t('sum.period', { start: date(startAt, style), end: date(endAt, style) })
}
