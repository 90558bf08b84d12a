import { XMLParser, XMLValidator } from 'fast-xml-parser'

/** An element as the parser gives it: its attributes as `@name`, its text as `#text`, always lists. */
export type Parsed = { [name: string]: Parsed[] } & { '#text'?: string }

/** Reads a document and refuses one that is not well-formed. Elements lose their prefix. */
export function parseXml(xml: string): Parsed {
  const valid = XMLValidator.validate(xml)
  if (valid !== true) throw new Error(`not well-formed: ${JSON.stringify(valid)}`)
  const parser = new XMLParser({
    ignoreAttributes: false,
    attributeNamePrefix: '@',
    removeNSPrefix: true,
    parseTagValue: false,
    parseAttributeValue: false,
    trimValues: false,
    alwaysCreateTextNode: true,
    isArray: (_name, _path, _leaf, isAttribute) => !isAttribute,
  })
  return parser.parse(xml)
}

/** All elements at a path below a node: `Header/Tax`. */
export function all(node: Parsed, path: string): Parsed[] {
  return path.split('/').reduce<Parsed[]>((nodes, name) => nodes.flatMap((n) => n[name] ?? []), [node])
}

export const textAt = (node: Parsed, path: string): string | undefined => all(node, path)[0]?.['#text']

/** A decimal text in hundredths, exactly: the rules are about cents. */
function cents(text: string | undefined): number {
  const match = /^(-?)(\d+)(?:\.(\d{1,2}))?$/.exec(text ?? '')
  if (!match) throw new Error(`${text} is no amount of at most two decimals (BR-DEC)`)
  const size = Number(match[2]) * 100 + Number((match[3] ?? '').padEnd(2, '0'))
  return match[1] === '-' ? -size : size
}

const TRADE = 'CrossIndustryInvoice/SupplyChainTradeTransaction'
const SETTLEMENT = `${TRADE}/ApplicableHeaderTradeSettlement`
const SUMS = `${SETTLEMENT}/SpecifiedTradeSettlementHeaderMonetarySummation`

/** The rules of EN 16931 that an invoice breaks, of those about sums, categories and parties; empty when it keeps them. */
export function brokenRules(root: Parsed): string[] {
  const broken: string[] = []
  const rule = (name: string, holds: boolean) => {
    if (!holds) broken.push(name)
  }
  const sum = (path: string) => cents(textAt(root, `${SUMS}/${path}`))
  const lines = all(root, `${TRADE}/IncludedSupplyChainTradeLineItem`)
  const lineNet = lines.map((line) =>
    cents(
      textAt(
        line,
        'SpecifiedLineTradeSettlement/SpecifiedTradeSettlementLineMonetarySummation/LineTotalAmount',
      ),
    ),
  )
  const taxes = all(root, `${SETTLEMENT}/ApplicableTradeTax`)
  const of = (path: string) => taxes.map((tax) => cents(textAt(tax, path)))
  const total = (amounts: number[]) => amounts.reduce((a, b) => a + b, 0)
  rule('BR-16', lines.length > 0)
  rule('BR-CO-10', total(lineNet) === sum('LineTotalAmount'))
  rule('BR-CO-13', sum('LineTotalAmount') === sum('TaxBasisTotalAmount'))
  rule('BR-CO-14', total(of('CalculatedAmount')) === sum('TaxTotalAmount'))
  rule('BR-CO-15', sum('TaxBasisTotalAmount') + sum('TaxTotalAmount') === sum('GrandTotalAmount'))
  rule('BR-CO-16', sum('GrandTotalAmount') - sum('TotalPrepaidAmount') === sum('DuePayableAmount'))
  rule('BR-CO-18', taxes.length > 0)
  for (const tax of taxes) categoryRules(root, tax, { lines, rule })
  for (const line of lines) lineRules(line, rule)
  rule(
    'BR-CO-25',
    textAt(root, `${SETTLEMENT}/SpecifiedTradePaymentTerms/DueDateDateTime/DateTimeString`) !== undefined,
  )
  const seller = `${TRADE}/ApplicableHeaderTradeAgreement/SellerTradeParty`
  const buyer = `${TRADE}/ApplicableHeaderTradeAgreement/BuyerTradeParty`
  rule('BR-6', Boolean(textAt(root, `${seller}/Name`)))
  rule('BR-7', Boolean(textAt(root, `${buyer}/Name`)))
  rule('BR-9', Boolean(textAt(root, `${seller}/PostalTradeAddress/CountryID`)))
  rule('BR-11', Boolean(textAt(root, `${buyer}/PostalTradeAddress/CountryID`)))
  rule('BR-CO-26', vatIds(root, seller).length > 0 || textAt(root, `${seller}/ID`) !== undefined)
  for (const id of [...vatIds(root, seller), ...vatIds(root, buyer)]) rule('BR-CO-9', /^[A-Z]{2}/.test(id))
  return broken
}

const vatIds = (root: Parsed, party: string): string[] =>
  all(root, `${party}/SpecifiedTaxRegistration/ID`)
    .filter((id) => String(id['@schemeID']) === 'VA')
    .map((id) => id['#text'] ?? '')

type Rule = (name: string, holds: boolean) => void

function categoryRules(root: Parsed, tax: Parsed, { lines, rule }: { lines: Parsed[]; rule: Rule }): void {
  const category = textAt(tax, 'CategoryCode')
  const rate = textAt(tax, 'RateApplicablePercent')
  const own = lines.filter(
    (line) =>
      textAt(line, 'SpecifiedLineTradeSettlement/ApplicableTradeTax/CategoryCode') === category &&
      textAt(line, 'SpecifiedLineTradeSettlement/ApplicableTradeTax/RateApplicablePercent') === rate,
  )
  const basis = cents(textAt(tax, 'BasisAmount'))
  const net = own.reduce(
    (all, line) =>
      all +
      cents(
        textAt(
          line,
          'SpecifiedLineTradeSettlement/SpecifiedTradeSettlementLineMonetarySummation/LineTotalAmount',
        ),
      ),
    0,
  )
  rule(`BR-${category}-8`, own.length > 0 && net === basis)
  const calculated = cents(textAt(tax, 'CalculatedAmount'))
  const exact = (basis * Number(rate ?? 0)) / 100
  // One unit of slack, as in CEN's own Schematron: tax is rounded line by line.
  rule('BR-CO-17', Math.abs(calculated - exact) < 100)
  const seller = `${TRADE}/ApplicableHeaderTradeAgreement/SellerTradeParty`
  const buyer = `${TRADE}/ApplicableHeaderTradeAgreement/BuyerTradeParty`
  const reason = textAt(tax, 'ExemptionReason') ?? textAt(tax, 'ExemptionReasonCode')
  const registered = all(root, `${seller}/SpecifiedTaxRegistration/ID`).length > 0
  if (category === 'S') rule('BR-S-2, BR-S-10', registered && reason === undefined && Number(rate) > 0)
  if (category === 'Z') rule('BR-Z-2, BR-Z-10', registered && reason === undefined && calculated === 0)
  if (category === 'AE' || category === 'K')
    rule(
      `BR-${category}-2, -10`,
      registered &&
        vatIds(root, buyer).length > 0 &&
        reason !== undefined &&
        calculated === 0 &&
        rate === '0',
    )
  if (category === 'K')
    rule(
      'BR-IC-11, BR-IC-12',
      Boolean(
        textAt(root, `${TRADE}/ApplicableHeaderTradeDelivery/ShipToTradeParty/PostalTradeAddress/CountryID`),
      ),
    )
  if (category === 'G') rule('BR-G-2, -10', registered && reason !== undefined && calculated === 0)
  if (category === 'O')
    rule(
      'BR-O-2, -5, -10, -11',
      vatIds(root, seller).length + vatIds(root, buyer).length === 0 &&
        rate === undefined &&
        reason !== undefined &&
        all(root, `${SETTLEMENT}/ApplicableTradeTax`).length === 1,
    )
}

/** Quantity × price ÷ base quantity − discount is the line, and no price is below zero. */
function lineRules(line: Parsed, rule: Rule): void {
  const price = textAt(line, 'SpecifiedLineTradeAgreement/NetPriceProductTradePrice/ChargeAmount') ?? ''
  const basis = textAt(line, 'SpecifiedLineTradeAgreement/NetPriceProductTradePrice/BasisQuantity') ?? '1'
  const billed = textAt(line, 'SpecifiedLineTradeDelivery/BilledQuantity')
  const at = 'SpecifiedLineTradeSettlement'
  const off = textAt(line, `${at}/SpecifiedTradeAllowanceCharge/ActualAmount`) ?? '0'
  const net = cents(textAt(line, `${at}/SpecifiedTradeSettlementLineMonetarySummation/LineTotalAmount`))
  rule('BR-25', Boolean(textAt(line, 'SpecifiedTradeProduct/Name')))
  rule('BR-27', !price.startsWith('-') && Number(basis) > 0)
  const worth = (Number(billed) * Number(price) * 100) / Number(basis) - cents(off)
  rule('line amount', Math.abs(worth - net) < 1e-6)
}
