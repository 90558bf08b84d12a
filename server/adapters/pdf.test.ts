import { extractText, getDocumentProxy } from 'unpdf'
import { describe, expect, test, vi } from 'vitest'
import type { InvoiceDocument, Logo } from '../core/document'
import { LOCALES } from '../core/format'
import { renderInvoicePdf, renderReceiptPdf } from './pdf'
import {
  line,
  longInvoice,
  northwind,
  openInvoice,
  paidInvoice,
  receipt,
  voidInvoice,
  worldInvoice,
} from './pdf/samples'

/** The text of each page, with every kind of space and line end read as one space. */
async function pagesOf(pdf: Buffer): Promise<string[]> {
  const { text } = await extractText(await getDocumentProxy(new Uint8Array(pdf)), { mergePages: false })
  return text.map((page) => page.replace(/\s+/g, ' '))
}

const textOf = async (pdf: Buffer) => (await pagesOf(pdf)).join(' ')

/** What is left to compare when wrapping may stand anywhere: the signs without their spaces. */
const packed = (text: string) => text.normalize('NFKC').replace(/[\s\u200a]/g, '')

describe('an invoice', () => {
  test('says its number, both parties, every line and every sum', async () => {
    const text = await textOf(await renderInvoicePdf(paidInvoice()))
    for (const expected of [
      'Invoice number NW-2026-0142',
      'Date of issue 1 November 2026',
      'Paid on 1 November 2026',
      'Northwind Software GmbH Rosenthaler Straße 40 10178 Berlin Germany Tax no. DE811907980',
      'Atlas Robotics GmbH Mira Okafor Leopoldstraße 12 80802 München Germany VAT no. DE129273398',
      'Team 1 Nov 2026 – 1 Dec 2026 4 €49.00 19% €196.00',
      'Extra seat, prorated 18 Oct 2026 – 1 Nov 2026 €2.21 discount taken off 1 €22.12 19% €19.91',
      'API calls 1 Oct 2026 – 1 Nov 2026 184,250 €0.0005 19% €92.13',
      'Visa •• 4242 €319.92 1 November 2026 · Reference ch_3QK4x2Folio8Zt1',
      'Subtotal €308.04',
      'Coupon LAUNCH10 −€30.80',
      'VAT 19% on €277.24 €52.68',
      'Total €329.92',
      'Credit applied −€10.00',
      'Amount paid −€319.92',
      'Amount due €0.00',
      'Amtsgericht Charlottenburg HRB 123456 B',
      'Page 1 of 1',
    ])
      expect(text).toContain(expected)
  })

  test('that is open says when it is due and where to pay', async () => {
    const pdf = await renderInvoicePdf(openInvoice())
    const text = await textOf(pdf)
    expect(text).toContain('Due on 15 November 2026')
    expect(text).toContain('Amount due €329.92')
    expect(text).toContain('Pay online')
    const page = await (await getDocumentProxy(new Uint8Array(pdf))).getPage(1)
    const links: unknown[] = (await page.getAnnotations()).map(
      (annotation: { url?: string }) => annotation.url,
    )
    expect(links).toContain('https://billing.northwind.example/pay/tok_open')
  })

  test('that is void says so, owes nothing and cannot be paid', async () => {
    const text = await textOf(await renderInvoicePdf(voidInvoice()))
    expect(text).toContain('Void')
    expect(text).toContain('Voided 9 November 2026')
    expect(text).toContain('Amount due €0.00')
    expect(text).not.toContain('Pay online')
  })

  test('of many lines has each line once, headings on each page, and the sums with the last line', async () => {
    const document = longInvoice()
    const pages = await pagesOf(await renderInvoicePdf(document))
    expect(pages).toHaveLength(3)
    for (const [at, page] of pages.entries()) {
      expect(page).toContain(`Page ${at + 1} of 3`)
      expect(page).toContain('Description Quantity Unit price Tax Amount')
      expect(page.includes('Subtotal')).toBe(at === 2)
    }
    const text = pages.join(' ')
    for (let n = 1; n <= document.lines.length; n += 1)
      expect(text.match(new RegExp(`Managed workspace ${n}\\b`, 'g')), `line ${n}`).toHaveLength(1)
    expect(pages[2]).toContain('Managed workspace 34')
    expect(pages[2]).toMatch(/VAT 19% on €950.00 €180.58 VAT 7% on €300.00 €21.02 Total €1,451.60/)
    expect(pages[1]).toContain('Northwind Invoice NW-2026-0150')
  })

  test('sets every script, and keeps what follows a sign that no font has', async () => {
    const document = worldInvoice()
    const text = packed(await textOf(await renderInvoicePdf(document)))
    // Right-to-left text comes out in the order it is drawn; its words are looked for one by one.
    for (const { description } of document.lines.filter(
      ({ description }) => !/[\u0590-\u06ff]/.test(description),
    ))
      expect(text).toContain(packed(description.replaceAll('\u200d', '')))
    for (const word of ['الفريق', 'نوفمبر', 'مقاعد', 'צוות', 'לחודש', 'מושבים', 'شارع'])
      expect(text).toContain(word)
    for (const word of [
      '株式会社アトラス・ロボティクス',
      '山田太郎',
      '東京都渋谷区渋谷2丁目',
      'вулицяХрещатик',
    ])
      expect(text).toContain(packed(word))
  })

  test.each([
    [
      'control characters and direction marks',
      'Team\u0000\u202egnp.exe\u2066 seat\ud800',
      'Teamgnp.exe seat',
    ],
    ['a script without a font here', 'ሰላም Team', '□□□ Team'],
    ['a line feed', 'Team\nfor Berlin', 'Team for Berlin'],
  ])('prints %s harmlessly', async (_, description, expected) => {
    const text = await textOf(
      await renderInvoicePdf({ ...paidInvoice(), lines: [line({ description, net: 100 })] }),
    )
    expect(text).toContain(expected)
  })

  test.each([
    ['JPY', '¥30,804', '¥0.05'],
    ['KWD', 'KWD 30.804', 'KWD 0.00005'],
  ])('in %s has the decimals of its currency', async (currency, subtotal, unit) => {
    const text = await textOf(await renderInvoicePdf({ ...paidInvoice(), currency }))
    expect(text).toContain(`Subtotal ${subtotal}`)
    expect(text).toContain(unit)
  })

  test('of a description longer than a page goes on over the page end without losing a word', async () => {
    const words = Array.from({ length: 1400 }, (_, n) => `word${n}`)
    const pages = await pagesOf(
      await renderInvoicePdf({ ...paidInvoice(), lines: [line({ description: words.join(' '), net: 100 })] }),
    )
    expect(pages.length).toBeGreaterThan(1)
    const text = pages.join(' ')
    expect(words.filter((word) => !text.includes(word))).toEqual([])
    expect(text).toContain('Amount due')
  })

  test('without lines still says its sums', async () => {
    const document: InvoiceDocument = { ...openInvoice(), lines: [], subtotal: 0, discounts: [], taxes: [] }
    expect(await textOf(await renderInvoicePdf(document))).toContain('Subtotal €0.00')
  })

  test('prints the day of the seller’s time zone', async () => {
    const issuedAt = new Date('2026-11-01T02:00:00Z')
    const text = await textOf(
      await renderInvoicePdf({ ...openInvoice(), issuedAt, timeZone: 'America/New_York' }),
    )
    expect(text).toContain('Date of issue 31 October 2026')
  })
})

test.each(LOCALES)('documents in %s use its words and figures', async (locale) => {
  const words = {
    en: ['Invoice', 'Billed to', '€329.92', 'Paid on 1 November 2026', 'Page 1 of 1', 'Receipt number'],
    de: [
      'Rechnung',
      'Rechnung an',
      '329,92 €',
      'Bezahlt am 1. November 2026',
      'Seite 1 von 1',
      'Belegnummer',
    ],
    fr: ['Facture', 'Facturé à', '329,92 €', 'Payée le 1 novembre 2026', 'Page 1 sur 1', 'Numéro de reçu'],
  }[locale]
  const text = `${await textOf(await renderInvoicePdf(paidInvoice(locale)))} ${await textOf(await renderReceiptPdf(receipt(locale)))}`
  for (const word of words) expect(text).toContain(word)
})

test('a receipt says what was paid, how, for which invoice, and what was refunded', async () => {
  const text = await textOf(await renderReceiptPdf(receipt()))
  for (const expected of [
    '€319.92 Paid on 1 November 2026',
    'Receipt number R-2026-0142 Invoice number NW-2026-0142',
    'Visa •• 4242 €319.92',
    'Refunded on 5 November 2026 −€20.00',
  ])
    expect(text).toContain(expected)
})

test('the same document gives the same bytes, whatever was printed between', async () => {
  const first = await renderInvoicePdf(paidInvoice('de'))
  await renderInvoicePdf(worldInvoice())
  await renderInvoicePdf(longInvoice('fr'))
  expect((await renderInvoicePdf(paidInvoice('de'))).equals(first)).toBe(true)
})

test('documents printed at once do not mix', async () => {
  const texts = await Promise.all(
    [paidInvoice(), worldInvoice(), voidInvoice()]
      .map(renderInvoicePdf)
      .map(async (pdf) => textOf(await pdf)),
  )
  expect(texts.map((text) => /NW-2026-0\d+/.exec(text)?.[0])).toEqual([
    'NW-2026-0142',
    'NW-2026-0160',
    'NW-2026-0144',
  ])
})

test('the file names its number, its seller, its language and the day of issue', async () => {
  const pdf = await getDocumentProxy(new Uint8Array(await renderInvoicePdf(paidInvoice('fr'))))
  const { info } = await pdf.getMetadata()
  expect(info).toMatchObject({
    Title: 'NW-2026-0142',
    Author: 'Northwind',
    Language: 'fr',
    CreationDate: 'D:20261101090000Z',
  })
})

describe('the logo', () => {
  const png = Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==',
    'base64',
  )
  const hasImage = (pdf: Buffer) => pdf.toString('latin1').includes('/Subtype /Image')

  test.each<[string, Logo, boolean]>([
    ['a PNG', { kind: 'image', data: png }, true],
    [
      'a file that is no image',
      { kind: 'image', data: Buffer.from('<svg onload=alert(1)>'.repeat(3)) },
      false,
    ],
    ['a drawing', { kind: 'paths', viewBox: '0 0 24 24', paths: [{ d: 'M0 0 L24 0 L12 24 Z' }] }, false],
    ['a broken drawing', { kind: 'paths', viewBox: 'x', paths: [{ d: 'url(javascript:1)' }] }, false],
  ])('%s does not stand in the way of the invoice', async (_, logo, image) => {
    const pdf = await renderInvoicePdf({ ...paidInvoice(), seller: { ...northwind, logo } })
    expect(hasImage(pdf)).toBe(image)
    expect(await textOf(pdf)).toContain('NW-2026-0142')
  })

  test('is the initial on the accent where there is none, in whatever script', async () => {
    const seller = { ...northwind, name: '株式会社北風', accent: 'red; }' }
    expect(await textOf(await renderInvoicePdf({ ...paidInvoice(), seller }))).toMatch(/^株 株式会社北風/)
  })
})

test('two equal refunds of one day are both printed, and nothing is complained of', async () => {
  const complaints = vi.spyOn(console, 'error').mockImplementation(() => undefined)
  const refund = { at: new Date('2026-11-05T00:00:00Z'), amount: 2_000 }
  const text = await textOf(await renderReceiptPdf({ ...receipt(), refunds: [refund, refund] }))
  expect(text.split('Refunded').length - 1).toBe(2)
  expect(complaints).not.toHaveBeenCalled()
  complaints.mockRestore()
})
