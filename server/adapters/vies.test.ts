import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { createVies } from './vies'

/** A stand-in for VIES on this machine: answers what the test says, and keeps what it was asked. */
let server: Server
let url: string
let asked: string[]
let answer: { status?: number; body?: string; headers?: Record<string, string>; silent?: true }

beforeAll(async () => {
  server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`)
    if (answer.silent) return
    response.writeHead(answer.status ?? 200, { 'content-type': 'application/json', ...answer.headers })
    response.end(answer.body ?? '')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/vies/rest-api`
})
beforeEach(() => {
  asked = []
})
afterAll(() => {
  server.closeAllConnections()
  server.close()
})

const said = (isValid: boolean, userError: string) => ({ body: JSON.stringify({ isValid, userError }) })
const french = { country: 'FR', number: '40303265045' }

test.each([
  ['valid', said(true, 'VALID')],
  ['invalid', said(false, 'INVALID')],
  ['invalid', said(false, 'INVALID_INPUT')],
  ['unknown', said(false, 'MS_UNAVAILABLE')],
  ['unknown', said(false, 'MS_MAX_CONCURRENT_REQ')],
  ['unknown', said(false, 'TIMEOUT')],
  ['unknown', said(true, 'SERVICE_UNAVAILABLE')],
  ['unknown', { status: 500, ...said(false, 'INVALID') }],
  ['unknown', { status: 302, headers: { location: '/elsewhere' }, ...said(true, 'VALID') }],
  ['unknown', { body: '<html>down for maintenance</html>' }],
  ['unknown', { body: '{"isValid":"yes","userError":"VALID"}' }],
  ['unknown', { body: 'null' }],
] as const)('%s: %j', async (expected, given) => {
  answer = given
  expect(await createVies({ url }).check(french)).toBe(expected)
  expect(asked).toEqual(['GET /vies/rest-api/ms/FR/vat/40303265045'])
})

test('one that says nothing is not waited for', async () => {
  answer = { silent: true }
  expect(await createVies({ url, timeoutMs: 50 }).check(french)).toBe('unknown')
})

test('one that is not there is unknown', async () => {
  expect(await createVies({ url: 'http://127.0.0.1:1' }).check(french)).toBe('unknown')
})

test('a number stays one part of the address', async () => {
  answer = said(false, 'INVALID')
  await createVies({ url }).check({ country: 'FR', number: '../../DE/vat/1?x' })
  expect(asked).toEqual(['GET /vies/rest-api/ms/FR/vat/..%2F..%2FDE%2Fvat%2F1%3Fx'])
})
