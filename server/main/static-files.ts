import { createHash } from 'node:crypto'
import fs from 'node:fs/promises'
import type { IncomingMessage, ServerResponse } from 'node:http'
import path from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'

// Next compresses by gzip, anew for each request. Its files never change once they are built, so that they can be
// compressed once and as small as they get: a first visit fetches a sixth less.

/** Answers a file of the build that was compressed; false leaves the request to Next. */
export type StaticFiles = (request: IncomingMessage, response: ServerResponse) => boolean

/** What Next serves `.next/static` under. */
const PREFIX = '/_next/static/'
const TYPES: Record<string, string> = {
  '.js': 'application/javascript; charset=UTF-8',
  '.css': 'text/css; charset=UTF-8',
  '.svg': 'image/svg+xml',
}

/** Writes `<file>.br` and `<file>.gz` beside each text file below `folder`. Takes about a second for a build. */
export async function compressFiles(folder: string): Promise<void> {
  for (const file of await textFilesIn(folder)) {
    const content = await fs.readFile(file)
    const [br, gz] = await Promise.all([
      compressBrotli(content, {
        params: {
          [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
          [constants.BROTLI_PARAM_SIZE_HINT]: content.length,
        },
      }),
      compressGzip(content, { level: constants.Z_BEST_COMPRESSION }),
    ])
    await Promise.all([fs.writeFile(`${file}.br`, br), fs.writeFile(`${file}.gz`, gz)])
  }
}

/** Loads what `compressFiles` wrote below `folder` (about a megabyte); what it did not write stays Next's. */
export async function staticFiles(folder: string): Promise<StaticFiles> {
  const files = new Map<string, Variants>()
  for (const file of await textFilesIn(folder)) {
    const variants = await readVariants(file)
    if (variants) files.set(PREFIX + path.relative(folder, file).split(path.sep).join('/'), variants)
  }
  return (request, response) => {
    const safe = request.method === 'GET' || request.method === 'HEAD'
    const variants = safe ? files.get(pathOf(request.url ?? '')) : undefined
    if (variants === undefined) return false
    send(request, response, variants)
    return true
  }
}

/** Picks the first of `br` and `gzip` that an Accept-Encoding header takes (RFC 9110, 12.5.3); null: as it is. */
export function codingFor(acceptEncoding: string): 'br' | 'gzip' | null {
  const taken = acceptEncoding
    .toLowerCase()
    .split(',')
    .filter((each) => !/;\s*q=0(\.0*)?\s*$/.test(each))
    .map((each) => each.split(';')[0]?.trim())
  if (taken.includes('br')) return 'br'
  return taken.includes('gzip') ? 'gzip' : null
}

const compressBrotli = promisify(brotliCompress)
const compressGzip = promisify(gzip)

type Variants = { type: string; tag: string; identity: Buffer; br: Buffer; gzip: Buffer }

async function textFilesIn(folder: string): Promise<string[]> {
  const names = await fs.readdir(folder, { recursive: true })
  return names.filter((name) => path.extname(name) in TYPES).map((name) => path.join(folder, name))
}

async function readVariants(file: string): Promise<Variants | null> {
  try {
    const [identity, br, gz] = await Promise.all(
      [file, `${file}.br`, `${file}.gz`].map((one) => fs.readFile(one)),
    )
    if (!identity || !br || !gz) return null
    const tag = createHash('sha256').update(identity).digest('base64url').slice(0, 16)
    return { type: TYPES[path.extname(file)] ?? 'text/plain', tag, identity, br, gzip: gz }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
}

function send(request: IncomingMessage, response: ServerResponse, variants: Variants): void {
  const coding = codingFor(String(request.headers['accept-encoding'] ?? ''))
  // What is encoded differently is another representation, with a tag of its own (RFC 9110, 8.8.3.3).
  const tag = coding === null ? `"${variants.tag}"` : `"${variants.tag}-${coding}"`
  const body = variants[coding ?? 'identity']
  const headers = {
    'Cache-Control': 'public, max-age=31536000, immutable',
    ETag: tag,
    Vary: 'Accept-Encoding',
    'X-Content-Type-Options': 'nosniff',
  }
  if (request.headers['if-none-match']?.includes(tag)) {
    response.writeHead(304, headers).end()
    return
  }
  response.writeHead(200, {
    ...headers,
    'Content-Type': variants.type,
    'Content-Length': body.length,
    ...(coding === null ? {} : { 'Content-Encoding': coding }),
  })
  response.end(request.method === 'HEAD' ? undefined : body)
}

function pathOf(url: string): string {
  const end = url.indexOf('?')
  return end === -1 ? url : url.slice(0, end)
}
