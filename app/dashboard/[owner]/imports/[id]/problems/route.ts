import { importWords, problemText } from '@/components/import/import-words'
import type { CsvCell } from '@/server/core/csv'
import { csvFile } from '../../../../csv'
import { openDashboard, required } from '../../../../open'

type Context = { params: Promise<{ owner: string; id: string }> }

const ROWS_MAX = 20_000
const PAGE = 500

/** What could not be brought in, as a file to work through. */
export async function GET(_request: Request, { params }: Context): Promise<Response> {
  const { id: importId } = await params
  const { api, key, words } = await openDashboard(params, `/imports/${importId}`)
  const t = importWords(words.locale)
  const rows: CsvCell[][] = []
  let after: number | null | undefined
  while (after !== null && rows.length < ROWS_MAX) {
    const page = await required(
      api.import.rows({
        ...key,
        importId,
        of: 'problems',
        limit: PAGE,
        ...(after === undefined ? {} : { after }),
      }),
    )
    for (const { line, kind, externalId, problems } of page.rows)
      rows.push([
        line,
        t(`kind.${kind}`),
        externalId,
        problems.map((each) => problemText(each, t)).join('; '),
      ])
    after = page.next
  }
  return csvFile(`import-problems-${importId.slice(-6)}.csv`, [
    [t('line'), t('what'), t('id'), t('why')],
    ...rows,
  ])
}
