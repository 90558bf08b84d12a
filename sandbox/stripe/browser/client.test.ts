import { describe, expect, it } from 'vitest'
import { apiBaseOf, formEncode } from './client'
import { stripeJsSource } from './source'

describe('apiBaseOf', () => {
  it.each([
    ['http://127.0.0.1:4010/v3/', 'http://127.0.0.1:4010'],
    ['http://127.0.0.1:4010/v3', 'http://127.0.0.1:4010'],
    ['http://127.0.0.1:4010/stripe.js', 'http://127.0.0.1:4010'],
    ['http://127.0.0.1:4010/v3/stripe.js?x=1', 'http://127.0.0.1:4010'],
    ['https://folio.test/sandbox/stripe/v3/', 'https://folio.test/sandbox/stripe'],
    ['https://folio.test/sandbox/stripe/stripe.js', 'https://folio.test/sandbox/stripe'],
  ])('%s → %s', (script, base) => expect(apiBaseOf(script)).toBe(base))
})

describe('formEncode', () => {
  it('writes nested objects and lists as Stripe reads them, and leaves out what is not there', () => {
    const encoded = formEncode({
      a: { b: 1, c: undefined },
      list: ['x', 'y'],
      note: 'ä & b',
      none: null,
      yes: true,
    })
    expect(encoded).toBe(
      'a[b]=1&list[0]=x&list[1]=y&note=%C3%A4%20%26%20b&yes=true'.replace(/[[\]]/g, encodeURIComponent),
    )
  })
})

describe('stripeJsSource', () => {
  it('is one script without imports, made once', async () => {
    const source = await stripeJsSource()
    expect(source).toContain('currentScript')
    expect(source).not.toMatch(/\bimport\s*[({"']/)
    expect(stripeJsSource()).toBe(stripeJsSource())
  })
})
