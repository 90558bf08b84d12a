import { auditWords } from '@/components/audit/audit-words'
import { AUDIT_NOUNS } from '@/components/audit/nouns'
import { actorText, sentenceOf } from '@/components/timeline/sentence'
import { timelineWords } from '@/components/timeline/timeline-words'
import type { CsvCell } from '@/server/core/csv'
import { csvFile } from '../../../csv'
import { openDashboard, required } from '../../../open'
import { auditInput, readAuditSearch } from '../filter'

type Context = { params: Promise<{ owner: string }> }

/** A file of more is narrowed by its days first. */
const ROWS_MAX = 20_000
const PAGE = 500

/** The log as the page shows it, as a file: newest first, at most `ROWS_MAX` rows. */
export async function GET(request: Request, { params }: Context): Promise<Response> {
  const { api, key, owner, words } = await openDashboard(params, '/audit')
  const t = auditWords(words.locale)
  const say = timelineWords(words.locale)
  const search = Object.fromEntries(new URL(request.url).searchParams)
  const input = { ...key, ...auditInput(readAuditSearch(search, AUDIT_NOUNS), owner.timezone), limit: PAGE }
  const rows: CsvCell[][] = []
  let after: string | null | undefined
  while (after !== null && rows.length < ROWS_MAX) {
    const page = await required(api.audit.list({ ...input, ...(after ? { after } : {}) }))
    for (const entry of page.entries)
      rows.push([
        entry.at.toISOString(),
        entry.type,
        sentenceOf(entry, say, words),
        actorText(entry, say),
        entry.customer?.name ?? null,
        entry.customer?.id ?? null,
        entry.subject?.id ?? null,
      ])
    after = page.next
  }
  const header = ['at', 'type', 'what', 'who', 'customer', 'customerId', 'subjectId'] as const
  return csvFile(`audit-${owner.now.toISOString().slice(0, 10)}.csv`, [
    header.map((name) => t(`columns.${name}`)),
    ...rows,
  ])
}
