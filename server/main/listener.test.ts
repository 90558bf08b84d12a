import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, test } from 'vitest'
import { isApiPath, type ListenerOptions, listener } from './listener'

describe('isApiPath', () => {
  test.each([
    '/api',
    '/api/health',
    '/api/bucket/',
    '/api/v1/customer',
    '/api/authors',
    '/Owner/',
    '/Owner/Balance',
    '/v1/Owner/Sales',
  ])('%s belongs to the APIs', (path) => {
    expect(isApiPath(path)).toBe(true)
  })

  test.each([
    '/',
    '/api/auth',
    '/api/auth/session',
    '/apiary',
    '/portal',
    '/owner',
    '/Ownership',
    '/v1/Portal',
  ])('%s belongs to the pages', (path) => {
    expect(isApiPath(path)).toBe(false)
  })
})

describe('listener', () => {
  const closes: (() => void)[] = []
  afterEach(() => {
    for (const close of closes.splice(0)) close()
  })

  async function get(
    path: string,
    options: Partial<ListenerOptions> = {},
    headers: Record<string, string> = {},
  ) {
    const part =
      (name: string): RequestListener =>
      (request, response) =>
        response.end(JSON.stringify({ by: name, policy: request.headers['content-security-policy'] }))
    const server = createServer(
      listener({
        api: part('api'),
        pages: part('pages'),
        mailbox: part('mailbox'),
        stripe: part('stripe'),
        files: null,
        secure: false,
        development: false,
        ...options,
      }),
    )
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()))
    closes.push(() => server.close())
    const { port } = server.address() as AddressInfo
    const response = await fetch(`http://127.0.0.1:${port}${path}`, { headers })
    const text = await response.text()
    return { headers: response.headers, text, by: text.startsWith('{') ? JSON.parse(text).by : null }
  }

  test('hands each path to who answers it', async () => {
    expect((await get('/api/health?x=1')).by).toBe('api')
    expect((await get('/api/auth/session')).by).toBe('pages')
    expect((await get('/sandbox/mail?to=a@b.test')).by).toBe('mailbox')
    expect((await get('/sandbox/mail.json')).by).toBe('mailbox')
    expect((await get('/sandbox/stripe/v1/tokens')).by).toBe('stripe')
    expect((await get('/sandbox/stripe/stripe.js', { stripe: null })).by).toBe('pages')
    expect((await get('/sandbox/mailing')).by).toBe('pages')
    expect((await get('/sandbox/mail', { mailbox: null })).by).toBe('pages')
    const files: ListenerOptions['files'] = (request, response) => {
      const own = request.url === '/_next/static/chunks/a1.js'
      if (own) response.end('{"by":"files"}')
      return own
    }
    expect((await get('/_next/static/chunks/a1.js', { files })).by).toBe('files')
    expect((await get('/_next/static/media/font.woff2', { files })).by).toBe('pages')
    expect((await get('/_folio/pid')).text).toBe(String(process.pid))
  })

  test('in development the pages answer the APIs, so that they reload; webhooks need not', async () => {
    expect((await get('/api/health', { development: true })).by).toBe('pages')
    expect((await get('/api/stripe/webhook', { development: true })).by).toBe('api')
  })

  test('a page gets a nonce of its own, whatever policy the client sends', async () => {
    const sent = { 'content-security-policy': "script-src 'nonce-guessed'" }
    const [one, two] = [await get('/', {}, sent), await get('/', {}, sent)]
    const policies = [one, two].map(({ headers }) => headers.get('content-security-policy') ?? '')
    expect(policies[0]).not.toBe(policies[1])
    for (const policy of policies) {
      expect(policy).toMatch(/script-src 'self' 'nonce-[\w+/=]{22,}'; style-src/)
      expect(policy).toContain("frame-ancestors 'none'")
      expect(policy).not.toContain('guessed')
      expect(policy).not.toContain('unsafe-eval')
    }
    expect(JSON.parse(one.text).policy).toBe(policies[0])
  })

  test('with the real Stripe, its origins are allowed, in the sandbox none', async () => {
    const policy = (await get('/', { stripe: null })).headers.get('content-security-policy') ?? ''
    expect(policy).toContain('https://js.stripe.com')
    expect(policy).toContain("connect-src 'self' https://api.stripe.com")
    expect((await get('/')).headers.get('content-security-policy')).not.toContain('stripe.com')
  })

  test('says https only where there is https', async () => {
    expect((await get('/')).headers.has('strict-transport-security')).toBe(false)
    expect((await get('/', { secure: true })).headers.get('strict-transport-security')).toContain('max-age=')
    expect((await get('/api/x', { secure: true })).headers.get('strict-transport-security')).toContain(
      'max-age=',
    )
  })

  test('an answer of an API may do nothing in a browser', async () => {
    const { headers } = await get('/api/health')
    expect(headers.get('content-security-policy')).toBe("default-src 'none'; frame-ancestors 'none'")
    expect(headers.get('x-content-type-options')).toBe('nosniff')
  })
})
