import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { dayIn, type EInvoice, type EInvoiceLine, eInvoiceProblems, netDiscount, vatId } from './e-invoice'
import { all, brokenRules, parseXml, textAt } from './e-invoice.testkit'
import { eInvoiceXml } from './e-invoice-xml'
import { money } from './money'
import { splitTax } from './tax'

const TRADE = 'CrossIndustryInvoice/SupplyChainTradeTransaction'
const SETTLEMENT = `${TRADE}/ApplicableHeaderTradeSettlement`
const SUMS = `${SETTLEMENT}/SpecifiedTradeSettlementHeaderMonetarySummation`

function line(fields: Partial<EInvoiceLine> & { net: number; ratePpm?: number }): EInvoiceLine {
  const ratePpm = fields.ratePpm ?? 190_000
  const { tax } = splitTax(money(fields.net, 'EUR'), ratePpm, 'tax_excluded')
  return { description: 'Team', quantity: 1, discount: 0, period: null, tax: tax.amount, ...fields, ratePpm }
}

function invoice(fields: Partial<EInvoice> = {}): EInvoice {
  const lines = fields.lines ?? [line({ net: 10_000 })]
  return {
    kind: 'invoice',
    number: 'NW-2026-0001',
    day: '2026-01-31',
    dueDay: '2026-03-02',
    currency: 'EUR',
    seller: {
      name: 'Northwind GmbH',
      email: 'billing@northwind.example',
      address: { line1: 'Rosenthaler Straße 40', postcode: '10178', city: 'Berlin', country: 'DE' },
      taxNumber: 'DE811907980',
    },
    buyer: {
      name: 'Atlas SARL',
      email: 'accounts@atlas.example',
      address: { line1: '1 rue de la Paix', postcode: '75002', city: 'Paris', country: 'FR' },
      taxNumber: 'FR40303265045',
    },
    buyerReference: '04011000-12345-34',
    notes: [],
    sentences: [],
    total: lines.reduce((sum, { net, tax }) => sum + net + tax, 0),
    prepaid: 0,
    corrects: null,
    ...fields,
    lines,
  }
}

const read = (of: EInvoice, profile: 'factur_x' | 'xrechnung' = 'factur_x') =>
  parseXml(eInvoiceXml(of, profile))
const sums = (root: ReturnType<typeof read>) =>
  [
    'LineTotalAmount',
    'TaxBasisTotalAmount',
    'TaxTotalAmount',
    'GrandTotalAmount',
    'TotalPrepaidAmount',
    'DuePayableAmount',
  ].map((name) => textAt(root, `${SUMS}/${name}`))

describe('an e-invoice', () => {
  test('says the invoice to the cent, with one row per rate', () => {
    const root = read(
      invoice({
        lines: [
          line({ net: 19_600, quantity: 4, period: { start: '2026-01-01', end: '2026-01-31' } }),
          line({ net: 1_991, discount: 221 }),
          line({ net: 9_213, quantity: '184250.5', ratePpm: 70_000 }),
          line({ net: -500, description: 'Unused time' }),
        ],
        prepaid: 1_000,
      }),
    )
    expect(brokenRules(root)).toEqual([])
    // 210.91 at 19 %: 37.24 + 3.78 - 0.95; 92.13 at 7 %: 6.45.
    expect(sums(root)).toEqual(['303.04', '303.04', '46.52', '349.56', '10.00', '339.56'])
    const taxes = all(root, `${SETTLEMENT}/ApplicableTradeTax`).map((tax) =>
      ['CategoryCode', 'RateApplicablePercent', 'BasisAmount', 'CalculatedAmount'].map((name) =>
        textAt(tax, name),
      ),
    )
    expect(taxes).toEqual([
      ['S', '19', '210.91', '40.07'],
      ['S', '7', '92.13', '6.45'],
    ])
    const lines = all(root, `${TRADE}/IncludedSupplyChainTradeLineItem`)
    const priced = lines.map((of) => [
      textAt(of, 'SpecifiedLineTradeDelivery/BilledQuantity'),
      textAt(of, 'SpecifiedLineTradeAgreement/NetPriceProductTradePrice/ChargeAmount'),
      textAt(of, 'SpecifiedLineTradeAgreement/NetPriceProductTradePrice/BasisQuantity'),
    ])
    expect(priced).toEqual([
      ['4', '49.00', undefined],
      ['1', '22.12', undefined],
      ['184250.5', '92.13', '184250.5'],
      ['-1', '5.00', undefined],
    ])
    expect(textAt(root, `${SETTLEMENT}/BillingSpecifiedPeriod/EndDateTime/DateTimeString`)).toBe('20260131')
    expect(textAt(root, 'CrossIndustryInvoice/ExchangedDocument/TypeCode')).toBe('380')
    expect(textAt(root, 'CrossIndustryInvoice/ExchangedDocument/IssueDateTime/DateTimeString')).toBe(
      '20260131',
    )
  })

  test.each([
    ['reverse_charge', 'AE', 'VATEX-EU-AE'],
    ['intra_community_supply', 'K', 'VATEX-EU-IC'],
    ['outside_eu', 'G', 'VATEX-EU-G'],
  ])('%s is category %s with its reason', (note, category, code) => {
    const root = read(
      invoice({ lines: [line({ net: 5_000, ratePpm: 0 })], notes: [note], sentences: ['Why not.'] }),
    )
    expect(brokenRules(root)).toEqual([])
    const at = `${SETTLEMENT}/ApplicableTradeTax`
    expect([textAt(root, `${at}/CategoryCode`), textAt(root, `${at}/ExemptionReasonCode`)]).toEqual([
      category,
      code,
    ])
    expect(textAt(root, 'CrossIndustryInvoice/ExchangedDocument/IncludedNote/Content')).toBe('Why not.')
    expect(sums(root)).toEqual(['50.00', '50.00', '0.00', '50.00', '0.00', '50.00'])
  })

  test('zero rated, and without any tax number not subject to VAT: then nobody has a VAT number', () => {
    const lines = [line({ net: 5_000, ratePpm: 0 })]
    const zero = read(invoice({ lines }))
    expect(textAt(zero, `${SETTLEMENT}/ApplicableTradeTax/CategoryCode`)).toBe('Z')
    const none = read(invoice({ lines, seller: { ...invoice().seller, taxNumber: null } }))
    expect(textAt(none, `${SETTLEMENT}/ApplicableTradeTax/CategoryCode`)).toBe('O')
    expect([brokenRules(zero), brokenRules(none)]).toEqual([[], []])
  })

  test('a national tax number is no VAT number', () => {
    const root = read(invoice({ seller: { ...invoice().seller, taxNumber: '27/123/45678' } }))
    const seller = `${TRADE}/ApplicableHeaderTradeAgreement/SellerTradeParty`
    expect(textAt(root, `${seller}/SpecifiedTaxRegistration/ID`)).toBe('27/123/45678')
    expect(brokenRules(root)).toEqual([])
  })

  test('a credit note is type 381 and names the invoice that it corrects', () => {
    const root = read(
      invoice({
        kind: 'credit_note',
        number: 'NW-C-2026-0001',
        corrects: { number: 'NW-2026-0001', day: '2026-01-31' },
      }),
    )
    expect(textAt(root, 'CrossIndustryInvoice/ExchangedDocument/TypeCode')).toBe('381')
    expect(textAt(root, `${SETTLEMENT}/InvoiceReferencedDocument/IssuerAssignedID`)).toBe('NW-2026-0001')
    expect(
      textAt(root, `${SETTLEMENT}/InvoiceReferencedDocument/FormattedIssueDateTime/DateTimeString`),
    ).toBe('20260131')
    expect(brokenRules(root)).toEqual([])
  })

  test('XRechnung names its rules, the process, the reference and whom to ask', () => {
    const root = read(invoice(), 'xrechnung')
    const context = 'CrossIndustryInvoice/ExchangedDocumentContext'
    expect(textAt(root, `${context}/GuidelineSpecifiedDocumentContextParameter/ID`)).toBe(
      'urn:cen.eu:en16931:2017#compliant#urn:xeinkauf.de:kosit:xrechnung_3.0',
    )
    expect(textAt(root, `${context}/BusinessProcessSpecifiedDocumentContextParameter/ID`)).toBe(
      'urn:fdc:peppol.eu:2017:poacc:billing:01:1.0',
    )
    const agreement = `${TRADE}/ApplicableHeaderTradeAgreement`
    expect(textAt(root, `${agreement}/BuyerReference`)).toBe('04011000-12345-34')
    expect(textAt(root, `${agreement}/SellerTradeParty/DefinedTradeContact/PersonName`)).toBe(
      'Northwind GmbH',
    )
    expect(textAt(root, `${agreement}/BuyerTradeParty/URIUniversalCommunication/URIID`)).toBe(
      'accounts@atlas.example',
    )
  })

  test('yen have no decimals; over nothing it still adds up', () => {
    const yen = read(invoice({ currency: 'JPY', lines: [line({ net: 1_000 })] }))
    expect(sums(yen)).toEqual(['1000', '1000', '190', '1190', '0', '1190'])
    const nothing = read(
      invoice({ lines: [line({ net: 1_000 }), line({ net: -1_000 }), line({ net: 0, quantity: 0 })] }),
    )
    expect(sums(nothing)).toEqual(['0.00', '0.00', '0.00', '0.00', '0.00', '0.00'])
    expect([brokenRules(yen), brokenRules(nothing)]).toEqual([[], []])
  })

  test('what XML cannot carry, and what would break it, is written so that it can be read', () => {
    const name = `<a href="x">&amp; 'Ü' \u0000\u0008\ud800 \u{1f389}]]>`
    const root = read(invoice({ lines: [line({ net: 1, description: name })] }))
    expect(textAt(root, `${TRADE}/IncludedSupplyChainTradeLineItem/SpecifiedTradeProduct/Name`)).toBe(
      `<a href="x">&amp; 'Ü'  \u{1f389}]]>`.replace('&amp;', '&amp;'),
    )
  })

  test('property: whatever the lines, the sums and categories keep the rules of EN 16931', () => {
    const lines = fc.array(
      fc.record({
        net: fc.integer({ min: -1_000_000, max: 1_000_000 }),
        quantity: fc.oneof(fc.integer({ min: 0, max: 5_000 }), fc.constantFrom('0.5', '12.25', '184250.125')),
        discount: fc.integer({ min: 0, max: 10_000 }),
        ratePpm: fc.constantFrom(0, 55_000, 70_000, 190_000, 88_750),
      }),
      { minLength: 1, maxLength: 30 },
    )
    fc.assert(
      fc.property(lines, fc.integer({ min: 0, max: 1_000_000 }), (given, prepaid) => {
        expect(brokenRules(read(invoice({ lines: given.map((each) => line(each)), prepaid })))).toEqual([])
      }),
    )
  })
})

describe('what is missing is named', () => {
  test.each<[Partial<EInvoice>, 'factur_x' | 'xrechnung', string]>([
    [{ currency: 'KWD' }, 'factur_x', 'currency'],
    [{ seller: { ...invoice().seller, taxNumber: null } }, 'factur_x', 'brand.tax_number'],
    [{ seller: { ...invoice().seller, address: {} } }, 'factur_x', 'brand.address.country'],
    [
      { buyer: { ...invoice().buyer, address: { city: 'Paris', postcode: '75002' } } },
      'factur_x',
      'address.country',
    ],
    [
      {
        buyer: { ...invoice().buyer, taxNumber: null },
        notes: ['reverse_charge'],
        lines: [line({ net: 1, ratePpm: 0 })],
      },
      'factur_x',
      'tax_number',
    ],
    [{ buyer: { ...invoice().buyer, address: { country: 'FR' } } }, 'xrechnung', 'address'],
    [{ seller: { ...invoice().seller, address: { country: 'DE' } } }, 'xrechnung', 'brand.address'],
  ])('%#: %s', (fields, profile, name) => {
    expect(Object.keys(eInvoiceProblems(invoice(fields), profile))).toEqual([name])
  })

  test('a whole invoice lacks nothing', () => {
    expect([eInvoiceProblems(invoice(), 'factur_x'), eInvoiceProblems(invoice(), 'xrechnung')]).toEqual([
      {},
      {},
    ])
  })
})

test.each([
  ['DE 811 907 980', 'DE811907980'],
  ['ATU12345678', 'ATU12345678'],
  ['27/123/45678', null],
  ['811907980', null],
  [null, null],
])('%s as a VAT number is %s', (given, id) => {
  expect(vatId(given)).toBe(id)
})

test('a discount is net, whichever way a line is priced', () => {
  expect(netDiscount({ amount: 1_000, discount: 100, net: 900, taxRatePpm: 190_000 })).toBe(100)
  expect(netDiscount({ amount: 1_190, discount: 119, net: 900, taxRatePpm: 190_000 })).toBe(100)
})

test('a day is the day there', () => {
  const at = new Date('2026-01-31T23:30:00Z')
  expect([dayIn(at, 'UTC'), dayIn(at, 'Europe/Berlin'), dayIn(at, 'America/New_York')]).toEqual([
    '2026-01-31',
    '2026-02-01',
    '2026-01-31',
  ])
})
