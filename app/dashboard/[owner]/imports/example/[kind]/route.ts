import { CSV_KINDS } from '@/server/core/import'
import { IMPORT_EXAMPLES } from '@/server/core/import-example'
import { csvFile } from '../../../../csv'

type Context = { params: Promise<{ kind: string }> }

/** A file of a kind that can be brought in as it is. */
export async function GET(_request: Request, { params }: Context): Promise<Response> {
  const { kind } = await params
  const known = CSV_KINDS.find((each) => each === kind)
  if (!known) return new Response('There is no such file\n', { status: 404 })
  return csvFile(`${known}s.csv`, IMPORT_EXAMPLES[known])
}
