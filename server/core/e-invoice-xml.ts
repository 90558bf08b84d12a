import {
  breakdownOf,
  categoryOf,
  type EInvoice,
  type EInvoiceLine,
  type EInvoiceParty,
  type EInvoiceProfile,
  EXEMPTION,
  type VatBreakdown,
  type VatCategory,
  vatId,
} from './e-invoice'
import { decimalAmount } from './format'
import { element as el, type XmlNode, xmlDocument } from './xml'

/**
 * An invoice or credit note in UN/CEFACT's syntax of EN 16931 (CII D16B), as Factur-X and XRechnung both take it. The
 * order of elements is the schema's. What cannot be written says `eInvoiceProblems`, which is asked first.
 */
export function eInvoiceXml(invoice: EInvoice, profile: EInvoiceProfile): string {
  return xmlDocument(
    el(
      'rsm:CrossIndustryInvoice',
      [
        context(profile),
        el('rsm:ExchangedDocument', [
          el('ram:ID', invoice.number),
          el('ram:TypeCode', invoice.kind === 'invoice' ? '380' : '381'),
          date('ram:IssueDateTime', invoice.day),
          ...invoice.sentences.map((text) => el('ram:IncludedNote', [el('ram:Content', text)])),
        ]),
        el('rsm:SupplyChainTradeTransaction', [
          ...invoice.lines.map((line, i) => lineItem(invoice, line, i + 1)),
          el('ram:ApplicableHeaderTradeAgreement', [
            el('ram:BuyerReference', invoice.buyerReference),
            party('ram:SellerTradeParty', invoice, 'seller'),
            party('ram:BuyerTradeParty', invoice, 'buyer'),
          ]),
          delivery(invoice),
          settlement(invoice),
        ]),
      ],
      NAMESPACES,
    ),
  )
}

const NAMESPACES = {
  'xmlns:rsm': 'urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100',
  'xmlns:ram': 'urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100',
  'xmlns:udt': 'urn:un:unece:uncefact:data:standard:UnqualifiedDataType:100',
  'xmlns:qdt': 'urn:un:unece:uncefact:data:standard:QualifiedDataType:100',
}

const PROFILES: Record<EInvoiceProfile, { process: string | null; guideline: string }> = {
  factur_x: { process: null, guideline: 'urn:cen.eu:en16931:2017' },
  xrechnung: {
    process: 'urn:fdc:peppol.eu:2017:poacc:billing:01:1.0',
    guideline: 'urn:cen.eu:en16931:2017#compliant#urn:xeinkauf.de:kosit:xrechnung_3.0',
  },
}

/** An online payment service (UNTDID 4461): whoever pays, pays by Folio's link or by what Stripe charges. */
const BY_PAYMENT_SERVICE = '68'
/** "one" in UN/ECE Recommendation 20. */
const ONE = 'C62'
/** UNTDID 5189: a discount. */
const DISCOUNT = '95'

function context(profile: EInvoiceProfile): XmlNode {
  const { process, guideline } = PROFILES[profile]
  return el('rsm:ExchangedDocumentContext', [
    process === null
      ? null
      : el('ram:BusinessProcessSpecifiedDocumentContextParameter', [el('ram:ID', process)]),
    el('ram:GuidelineSpecifiedDocumentContextParameter', [el('ram:ID', guideline)]),
  ])
}

function lineItem(invoice: EInvoice, line: EInvoiceLine, id: number): XmlNode {
  const money = moneyIn(invoice)
  const { price, basis, billed } = priceOf(line, money)
  const category = categoryOf(invoice, line.ratePpm)
  return el('ram:IncludedSupplyChainTradeLineItem', [
    el('ram:AssociatedDocumentLineDocument', [el('ram:LineID', String(id))]),
    el('ram:SpecifiedTradeProduct', [el('ram:Name', line.description)]),
    el('ram:SpecifiedLineTradeAgreement', [
      el('ram:NetPriceProductTradePrice', [
        el('ram:ChargeAmount', price),
        basis === null ? null : el('ram:BasisQuantity', basis, { unitCode: ONE }),
      ]),
    ]),
    el('ram:SpecifiedLineTradeDelivery', [el('ram:BilledQuantity', billed, { unitCode: ONE })]),
    el('ram:SpecifiedLineTradeSettlement', [
      el('ram:ApplicableTradeTax', [
        el('ram:TypeCode', 'VAT'),
        el('ram:CategoryCode', category),
        rate(category, line.ratePpm),
      ]),
      line.period === null ? null : period(line.period),
      line.discount === 0
        ? null
        : el('ram:SpecifiedTradeAllowanceCharge', [
            el('ram:ChargeIndicator', [el('udt:Indicator', 'false')]),
            el('ram:ActualAmount', money(line.discount)),
            el('ram:ReasonCode', DISCOUNT),
            el('ram:Reason', 'Discount'),
          ]),
      el('ram:SpecifiedTradeSettlementLineMonetarySummation', [el('ram:LineTotalAmount', money(line.net))]),
    ]),
  ])
}

/**
 * A price that comes to the line exactly: of one where that is whole, else of all of them together (BT-149). A price is
 * never below zero (BR-27): what is given back has a quantity below zero.
 */
function priceOf(line: EInvoiceLine, money: (amount: number) => string) {
  const gross = line.net + line.discount
  const size = Math.abs(gross)
  const quantity = typeof line.quantity === 'number' ? Math.abs(line.quantity) : line.quantity
  const none = quantity === 0 || quantity === '0' || String(quantity).startsWith('-')
  const count = none ? 1 : quantity
  const billed = gross < 0 ? `-${count}` : String(count)
  if (typeof count === 'number' && size % count === 0)
    return { price: money(size / count), basis: null, billed }
  return { price: money(size), basis: String(count), billed }
}

function party(
  name: 'ram:SellerTradeParty' | 'ram:BuyerTradeParty',
  invoice: EInvoice,
  side: 'seller' | 'buyer',
): XmlNode {
  const of = invoice[side]
  const untaxed = breakdownOf(invoice).some(({ category }) => category === 'O')
  const isNamed = side === 'buyer' || (!untaxed && vatId(of.taxNumber) !== null)
  return el(name, [
    // A seller is known by its VAT number, or by another (BR-CO-26).
    isNamed ? null : el('ram:ID', of.email),
    el('ram:Name', of.name),
    side === 'seller' ? contact(of) : null,
    el('ram:PostalTradeAddress', [
      optional('ram:PostcodeCode', of.address.postcode),
      optional('ram:LineOne', of.address.line1),
      optional('ram:LineTwo', of.address.line2),
      optional('ram:CityName', of.address.city),
      optional('ram:CountryID', of.address.country),
      optional('ram:CountrySubDivisionName', of.address.region),
    ]),
    el('ram:URIUniversalCommunication', [el('ram:URIID', of.email, { schemeID: 'EM' })]),
    // Where nothing is subject to VAT nobody's VAT number may stand (BR-O-2).
    untaxed ? null : registration(of, side),
  ])
}

/** XRechnung wants a telephone number (BR-DE-6), which Folio does not ask sellers for. */
const contact = (of: EInvoiceParty): XmlNode =>
  el('ram:DefinedTradeContact', [
    el('ram:PersonName', of.contact ?? of.name),
    el('ram:TelephoneUniversalCommunication', [el('ram:CompleteNumber', 'n/a')]),
    el('ram:EmailURIUniversalCommunication', [el('ram:URIID', of.email)]),
  ])

function registration(of: EInvoiceParty, side: 'seller' | 'buyer'): XmlNode | null {
  const id = vatId(of.taxNumber)
  if (id !== null) return el('ram:SpecifiedTaxRegistration', [el('ram:ID', id, { schemeID: 'VA' })])
  if (side === 'buyer' || of.taxNumber === null) return null
  return el('ram:SpecifiedTaxRegistration', [el('ram:ID', of.taxNumber, { schemeID: 'FC' })])
}

/** Where goods went, when that is why they are not taxed (BR-IC-12), and when all was delivered. */
function delivery(invoice: EInvoice): XmlNode {
  const supplied = breakdownOf(invoice).some(({ category }) => category === 'K')
  const { country } = invoice.buyer.address
  return el('ram:ApplicableHeaderTradeDelivery', [
    supplied && country
      ? el('ram:ShipToTradeParty', [el('ram:PostalTradeAddress', [el('ram:CountryID', country)])])
      : null,
    el('ram:ActualDeliverySupplyChainEvent', [date('ram:OccurrenceDateTime', lastDay(invoice))]),
  ])
}

function settlement(invoice: EInvoice): XmlNode {
  const money = moneyIn(invoice)
  const taxes = breakdownOf(invoice)
  const net = taxes.reduce((sum, row) => sum + row.net, 0)
  const tax = taxes.reduce((sum, row) => sum + row.tax, 0)
  const due = invoice.total - invoice.prepaid
  return el('ram:ApplicableHeaderTradeSettlement', [
    el('ram:PaymentReference', invoice.number),
    el('ram:InvoiceCurrencyCode', invoice.currency),
    el('ram:SpecifiedTradeSettlementPaymentMeans', [el('ram:TypeCode', BY_PAYMENT_SERVICE)]),
    ...taxes.map((row) => vat(row, money)),
    headerPeriod(invoice),
    el('ram:SpecifiedTradePaymentTerms', [date('ram:DueDateDateTime', invoice.dueDay)]),
    el('ram:SpecifiedTradeSettlementHeaderMonetarySummation', [
      el('ram:LineTotalAmount', money(net)),
      el('ram:TaxBasisTotalAmount', money(net)),
      el('ram:TaxTotalAmount', money(tax), { currencyID: invoice.currency }),
      el('ram:GrandTotalAmount', money(invoice.total)),
      el('ram:TotalPrepaidAmount', money(invoice.prepaid)),
      el('ram:DuePayableAmount', money(due)),
    ]),
    invoice.corrects === null
      ? null
      : el('ram:InvoiceReferencedDocument', [
          el('ram:IssuerAssignedID', invoice.corrects.number),
          el('ram:FormattedIssueDateTime', [
            el('qdt:DateTimeString', plainDay(invoice.corrects.day), { format: '102' }),
          ]),
        ]),
  ])
}

function vat(row: VatBreakdown, money: (amount: number) => string): XmlNode {
  const exempt = EXEMPTION[row.category]
  return el('ram:ApplicableTradeTax', [
    el('ram:CalculatedAmount', money(row.tax)),
    el('ram:TypeCode', 'VAT'),
    exempt ? el('ram:ExemptionReason', exempt.text) : null,
    el('ram:BasisAmount', money(row.net)),
    el('ram:CategoryCode', row.category),
    exempt ? el('ram:ExemptionReasonCode', exempt.code) : null,
    rate(row.category, row.ratePpm),
  ])
}

function headerPeriod(invoice: EInvoice): XmlNode | null {
  const periods = invoice.lines.flatMap((line) => (line.period === null ? [] : [line.period]))
  const start = periods.map((of) => of.start).sort()[0]
  const end = periods
    .map((of) => of.end)
    .sort()
    .at(-1)
  return start && end ? period({ start, end }) : null
}

const lastDay = (invoice: EInvoice): string =>
  invoice.lines
    .flatMap((line) => (line.period === null ? [] : [line.period.end]))
    .sort()
    .at(-1) ?? invoice.day

const period = ({ start, end }: { start: string; end: string }): XmlNode =>
  el('ram:BillingSpecifiedPeriod', [date('ram:StartDateTime', start), date('ram:EndDateTime', end)])

/** What is not subject to VAT has no rate, not even zero (BR-O-5). */
const rate = (category: VatCategory, ratePpm: number): XmlNode | null =>
  category === 'O' ? null : el('ram:RateApplicablePercent', percent(ratePpm))

/** Parts per million as percent, without trailing zeros: 88750 is `8.875`. */
function percent(ratePpm: number): string {
  const fraction = String(ratePpm % 10_000)
    .padStart(4, '0')
    .replace(/0+$/, '')
  const whole = String(Math.trunc(ratePpm / 10_000))
  return fraction === '' ? whole : `${whole}.${fraction}`
}

const date = (name: string, day: string): XmlNode =>
  el(name, [el('udt:DateTimeString', plainDay(day), { format: '102' })])

const plainDay = (day: string): string => day.replaceAll('-', '')

const optional = (name: string, text: string | undefined): XmlNode | null => (text ? el(name, text) : null)

/** Minor units as the norm writes amounts: a point, and the currency's decimals. */
const moneyIn =
  ({ currency }: EInvoice) =>
  (amount: number): string =>
    decimalAmount(amount, currency)
