import fs from 'node:fs/promises'
import { createServer, request as httpRequest, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { codingFor, compressFiles, staticFiles } from './static-files'

const SCRIPT = `console.log('${'payments '.repeat(200)}')`
const URL_OF_SCRIPT = '/_next/static/chunks/a1.js'

describe('static files', () => {
  let folder: string
  let port: number
  let close: () => void

  beforeAll(async () => {
    folder = await fs.mkdtemp(path.join(os.tmpdir(), 'folio-test-static-'))
    await fs.mkdir(path.join(folder, 'chunks'))
    await fs.writeFile(path.join(folder, 'chunks', 'a1.js'), SCRIPT)
    await fs.writeFile(path.join(folder, 'font.woff2'), 'compressed already')
    await compressFiles(folder)
    await fs.writeFile(path.join(folder, 'later.css'), 'p{}')
    const files = await staticFiles(folder)
    const server = createServer((request, response) => {
      if (!files(request, response)) response.writeHead(404).end('left to Next')
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()))
    port = (server.address() as AddressInfo).port
    close = () => server.close()
  })
  afterAll(async () => {
    close()
    await fs.rm(folder, { recursive: true, force: true })
  })

  /** As bare as http gets: fetch would undo the encoding. */
  function ask(url: string, headers: Record<string, string> = {}, method = 'GET') {
    return new Promise<{ status?: number; headers: IncomingHttpHeaders; body: Buffer }>((resolve, reject) => {
      const sent = httpRequest({ port, host: '127.0.0.1', path: url, headers, method }, (answer) => {
        const chunks: Buffer[] = []
        answer.on('data', (chunk: Buffer) => chunks.push(chunk))
        answer.on('end', () =>
          resolve({ status: answer.statusCode, headers: answer.headers, body: Buffer.concat(chunks) }),
        )
      })
      sent.once('error', reject)
      sent.end()
    })
  }

  test('are sent as small as the client takes them', async () => {
    const br = await ask(URL_OF_SCRIPT, { 'accept-encoding': 'gzip, deflate, br, zstd' })
    expect(br.headers).toMatchObject({
      'content-encoding': 'br',
      'content-type': 'application/javascript; charset=UTF-8',
      'content-length': String(br.body.length),
      'cache-control': 'public, max-age=31536000, immutable',
      vary: 'Accept-Encoding',
      'x-content-type-options': 'nosniff',
    })
    expect(brotliDecompressSync(br.body).toString()).toBe(SCRIPT)
    const gzip = await ask(URL_OF_SCRIPT, { 'accept-encoding': 'gzip' })
    expect(gzip.headers['content-encoding']).toBe('gzip')
    expect(gunzipSync(gzip.body).toString()).toBe(SCRIPT)
    const plain = await ask(URL_OF_SCRIPT)
    expect(plain.headers['content-encoding']).toBeUndefined()
    expect(plain.headers.vary).toBe('Accept-Encoding')
    expect(plain.body.toString()).toBe(SCRIPT)
    expect(br.body.length).toBeLessThan(plain.body.length)
  })

  test('are not sent again to who has them in the same encoding', async () => {
    const first = await ask(URL_OF_SCRIPT, { 'accept-encoding': 'br' })
    const tag = String(first.headers.etag)
    const again = await ask(URL_OF_SCRIPT, { 'accept-encoding': 'br', 'if-none-match': tag })
    expect([again.status, again.body.length, again.headers.etag]).toEqual([304, 0, tag])
    expect((await ask(URL_OF_SCRIPT, { 'if-none-match': tag })).status).toBe(200)
  })

  test('HEAD has the headers alone', async () => {
    const head = await ask(URL_OF_SCRIPT, { 'accept-encoding': 'br' }, 'HEAD')
    const get = await ask(URL_OF_SCRIPT, { 'accept-encoding': 'br' })
    expect([head.status, head.body.length]).toEqual([200, 0])
    expect(head.headers['content-length']).toBe(get.headers['content-length'])
  })

  test.each([
    ['a file that is compressed by itself', '/_next/static/font.woff2', 'GET'],
    ['a file that came after the build', '/_next/static/later.css', 'GET'],
    ['the compressed file itself', `${URL_OF_SCRIPT}.br`, 'GET'],
    ['a file that is not there', '/_next/static/chunks/b2.js', 'GET'],
    ['a way out of the folder', '/_next/static/../../package.json', 'GET'],
    ['a change', URL_OF_SCRIPT, 'POST'],
  ])('%s is left to Next', async (_what, url, method) => {
    expect((await ask(url, { 'accept-encoding': 'br' }, method)).body.toString()).toBe('left to Next')
  })
})

test.each([
  ['', null],
  ['identity', null],
  ['gzip', 'gzip'],
  ['gzip, br', 'br'],
  ['BR;q=0.5, gzip;q=1', 'br'],
  ['br;q=0, gzip', 'gzip'],
  ['br; q=0.000, gzip;q=0', null],
  ['brotli, x-gzip', null],
] as const)('Accept-Encoding %j is answered in %j', (header, coding) => {
  expect(codingFor(header)).toBe(coding)
})
