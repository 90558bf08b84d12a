import { eq } from 'drizzle-orm'
import { getDocumentProxy } from 'unpdf'
import { describe, expect, test } from 'vitest'
import { brand } from '@/db/schema'
import { brokenRules, parseXml, textAt } from '@/server/core/e-invoice.testkit'
import { testkit } from '@/server/testkit'
import { billabearTestkit } from './billabear-testkit'

const kit = testkit()
const api = billabearTestkit(kit)

const BERLIN = { line1: 'Rosenthaler Straße 40', postcode: '10178', city: 'Berlin', country: 'DE' }
const ITEMS = [
  { description: 'Setup', amount: 3333, currency: 'EUR', quantity: 3 },
  { description: 'Book & <more>', amount: 1190, currency: 'EUR', including_tax: true },
  { description: 'Rebate', amount: -500, currency: 'EUR' },
]
const SUMS =
  'CrossIndustryInvoice/SupplyChainTradeTransaction/ApplicableHeaderTradeSettlement/SpecifiedTradeSettlementHeaderMonetarySummation'

async function shop(format: string, fields: object = {}) {
  const tenant = await api.tenant({ taxRatePpm: 190_000, address: BERLIN })
  const { db } = kit.database
  await db.update(brand).set({ taxNumber: 'DE811907980' }).where(eq(brand.ownerId, tenant.owner.id))
  const customer = await tenant.call('POST', '/customer', {
    email: 'accounts@atlas.example',
    name: 'Atlas',
    reference: '04011000-12345-34',
    invoice_format: format,
    address: { city: 'München', postcode: '80802', country: 'DE', street_line_one: 'Leopoldstraße 12' },
    ...fields,
  })
  expect(customer.status).toBe(201)
  const invoice = (await tenant.call('POST', '/invoice', { customer: customer.body.id, items: ITEMS })).body
  return {
    ...tenant,
    invoice,
    download: (query = '') => tenant.call('GET', `/invoice/${invoice.id}/download${query}`),
  }
}

async function embedded(pdf: Buffer): Promise<string | undefined> {
  const files = await (await getDocumentProxy(new Uint8Array(pdf))).getAttachments()
  const file = files?.['factur-x.xml']
  return file && Buffer.from(file.content).toString()
}

const cents = (amount: number) => (amount / 100).toFixed(2)

describe('an invoice is downloaded in the format of its customer', () => {
  test('xrechnung: XML that adds up to the invoice', async () => {
    const { invoice, download } = await shop('xrechnung')
    const answer = await download()
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'application/xml'])
    expect(answer.headers.get('content-disposition')).toBe('attachment; filename="NW-2026-0001.xml"')
    const root = parseXml(answer.text)
    expect(brokenRules(root)).toEqual([])
    expect(
      ['LineTotalAmount', 'TaxTotalAmount', 'GrandTotalAmount', 'DuePayableAmount'].map((n) =>
        textAt(root, `${SUMS}/${n}`),
      ),
    ).toEqual([invoice.sub_total, invoice.tax_total, invoice.total, invoice.amount_due].map(cents))
    expect(answer.text).toContain('<ram:BuyerReference>04011000-12345-34</ram:BuyerReference>')
    expect(answer.text).toContain('Book &amp; &lt;more&gt;')
    expect((await download('?format=pdf')).headers.get('content-type')).toBe('application/pdf')
  })

  test.each(['zugferd', 'zugferd_v1'])('%s: a PDF with the XML inside', async (format) => {
    const { invoice, download } = await shop(format)
    const answer = await download()
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'application/pdf'])
    const root = parseXml((await embedded(answer.bytes)) ?? '')
    expect(brokenRules(root)).toEqual([])
    expect(textAt(root, `${SUMS}/GrandTotalAmount`)).toBe(cents(invoice.total))
    expect((await download()).bytes.equals(answer.bytes)).toBe(true)
  })

  test('pdf: only that, unless another format is asked for', async () => {
    const { download } = await shop('pdf')
    expect(await embedded((await download()).bytes)).toBeUndefined()
    expect(brokenRules(parseXml((await download('?format=xrechnung')).text))).toEqual([])
    const refused = await download('?format=docx')
    expect([refused.status, Object.keys(refused.body.errors)]).toEqual([400, ['format']])
  })

  test('a credit note too: type 381, to the cent', async () => {
    const { call, invoice } = await shop('xrechnung')
    const note = (await call('POST', `/invoice/${invoice.id}/credit-note`, { amount: 1000 })).body
    const answer = await call('GET', `/credit-note/${note.id}/download`)
    const root = parseXml(answer.text)
    expect(textAt(root, 'CrossIndustryInvoice/ExchangedDocument/TypeCode')).toBe('381')
    expect(brokenRules(root)).toEqual([])
    expect(textAt(root, `${SUMS}/GrandTotalAmount`)).toBe('10.00')
    const pdf = await call('GET', `/credit-note/${note.id}/download?format=pdf`)
    expect([pdf.status, pdf.headers.get('content-type')]).toEqual([200, 'application/pdf'])
    expect(pdf.headers.get('content-disposition')).toBe('attachment; filename="NW-C-2026-0001.pdf"')
  })
})

test('what lacks a fact is a plain PDF; asked for, the missing fact is named', async () => {
  const { download, call, invoice } = await shop('xrechnung', { address: { country: 'DE' } })
  expect((await download()).headers.get('content-type')).toBe('application/pdf')
  const refused = await download('?format=xrechnung')
  expect([refused.status, Object.keys(refused.body.errors)]).toEqual([400, ['address']])
  await call('POST', `/invoice/${invoice.id}/void`)
  expect((await download()).headers.get('content-type')).toBe('application/pdf')
  expect((await download('?format=zugferd')).status).toBe(400)
})

test('credit notes over the API: listed by invoice, customer and all, and refused with the field', async () => {
  const { call, invoice } = await shop('pdf')
  const path = `/invoice/${invoice.id}/credit-note`
  const [line] = invoice.lines
  const made = await call('POST', path, {
    reason: 'Late',
    lines: [{ line: line.id, amount: 1190 }],
    refund: true,
  })
  expect(made.status).toBe(201)
  expect(made.body).toMatchObject({
    number: 'NW-C-2026-0001',
    invoice: invoice.id,
    reason: 'Late',
    total: 1190,
    sub_total: 1000,
    tax_total: 190,
    reduces_due: 1190,
    refunded: 0,
    credited: 0,
    lines: [{ line: line.id, description: 'Setup', total: 1190, tax_rate: 19 }],
  })
  expect((await call('GET', `/invoice/${invoice.id}`)).body.amount_due).toBe(invoice.total - 1190)
  for (const list of [
    path,
    '/credit-note',
    `/credit-note?invoice=${invoice.id}`,
    `/credit-note?customer=${invoice.customer.id}`,
  ])
    expect((await call('GET', list)).body).toEqual({
      data: [made.body],
      has_more: false,
      last_key: made.body.id,
    })
  expect((await call('GET', '/credit-note?customer=x')).body.data).toEqual([])
  expect((await call('GET', `/credit-note/${made.body.id}`)).body).toEqual(made.body)
  for (const [body, field] of [
    [{ amount: 1, lines: [] }, 'amount'],
    [{ amount: 1_000_000 }, 'amount'],
    [{ amount: 1, currency: 'USD' }, 'currency'],
    [{ lines: [{ line: 'x' }] }, 'lines[0].line'],
    [{ refund: 'yes' }, 'refund'],
  ] as const) {
    const refused = await call('POST', path, body)
    expect([refused.status, Object.keys(refused.body.errors)]).toEqual([400, [field]])
  }
  expect((await call('GET', path)).body.data).toHaveLength(1)
})
