/**
 * Stripe's test IBANs for SEPA Direct Debit (docs.stripe.com/payments/sepa-debit/accept-a-payment, "Test IBANs"). Where Stripe
 * says a payment changes "after at least three minutes", the sandbox takes longer by the account's clock; a test moves that clock.
 */
export type IbanOutcome = 'succeeds' | 'fails' | 'disputed'
export type IbanBehaviour = { outcome: IbanOutcome; isDelayed: boolean; failureCode: string }

const DAY_SECONDS = 24 * 60 * 60
/** A debit is known to have gone through about five days later; the delayed IBANs take twice that. */
const SETTLE_SECONDS = 5 * DAY_SECONDS
const DELAYED_SETTLE_SECONDS = 10 * DAY_SECONDS

/** Bank code and branch code within the IBAN, as the charge shows them: [start, length] after the check digits. */
const BANK_PARTS: { [country: string]: { bank: number; branch: number } } = {
  AT: { bank: 5, branch: 0 },
  BE: { bank: 3, branch: 0 },
  CH: { bank: 5, branch: 0 },
  DE: { bank: 8, branch: 0 },
  ES: { bank: 4, branch: 4 },
  FR: { bank: 5, branch: 5 },
  GB: { bank: 4, branch: 6 },
  IE: { bank: 4, branch: 6 },
  IT: { bank: 6, branch: 5 },
  LU: { bank: 3, branch: 0 },
  NL: { bank: 4, branch: 0 },
}

export type TestIban = {
  iban: string
  country: string
  bankCode: string
  branchCode: string
  last4: string
  behaviour: IbanBehaviour
}

/** Reads an IBAN with or without spaces; undefined if its check digits or its length are wrong. */
export function findIban(text: string): TestIban | undefined {
  const iban = text.replaceAll(/\s+/g, '').toUpperCase()
  if (!isIban(iban)) return undefined
  const country = iban.slice(0, 2)
  const { bank, branch } = BANK_PARTS[country] ?? { bank: 4, branch: 0 }
  return {
    iban,
    country,
    bankCode: iban.slice(4, 4 + bank),
    branchCode: iban.slice(4 + bank, 4 + bank + branch),
    last4: iban.slice(-4),
    behaviour: behaviourOf(iban),
  }
}

/** The IBAN behind `pm_success_de` and its like. */
export function ibanNamed(name: string): TestIban | undefined {
  const match = /^pm_([A-Za-z]+)_([a-z]{2})$/.exec(name)
  const column = COLUMNS.findIndex(([label]) => label === match?.[1])
  const iban = match?.[2] === undefined ? undefined : IBANS[match[2]]?.[column]
  return iban === undefined ? undefined : findIban(iban)
}

/** Seconds from the debit until its outcome is known. */
export function settleSeconds(behaviour: IbanBehaviour): number {
  return behaviour.isDelayed ? DELAYED_SETTLE_SECONDS : SETTLE_SECONDS
}

const succeeds: IbanBehaviour = { outcome: 'succeeds', isDelayed: false, failureCode: '' }
const fails: IbanBehaviour = { outcome: 'fails', isDelayed: false, failureCode: 'debit_not_authorized' }

const COLUMNS: [label: string, behaviour: IbanBehaviour][] = [
  ['success', succeeds],
  ['successDelayed', { ...succeeds, isDelayed: true }],
  ['failed', fails],
  ['failedDelayed', { ...fails, isDelayed: true }],
  ['disputed', { ...succeeds, outcome: 'disputed' }],
  ['exceedsWeeklyVolumeLimit', { ...fails, failureCode: 'charge_exceeds_source_limit' }],
  ['exceedsWeeklyTransactionLimit', { ...fails, failureCode: 'charge_exceeds_weekly_limit' }],
  ['insufficientFunds', { ...fails, failureCode: 'insufficient_funds' }],
]

/** Per country in the order of the columns. The last three end the same everywhere. */
const IBANS: { [country: string]: string[] } = {
  at: split(
    'AT611904300234573201 AT321904300235473204 AT861904300235473202 AT051904300235473205 AT591904300235473203 AT981904300000343434 AT601904300000121212 AT981904300002222227',
  ),
  be: split(
    'BE62510007547061 BE78510007547064 BE68539007547034 BE51510007547065 BE08510007547063 BE90510000343434 BE52510000121212 BE90510002222227',
  ),
  hr: split(
    'HR7624020064583467589 HR6323600002337876649 HR2725000096983499248 HR6723600004878117427 HR8724840081455523553 HR7424020060000343434 HR3624020060000121212 HR7424020060002222227',
  ),
  ee: split(
    'EE382200221020145685 EE222200221020145682 EE762200221020145680 EE922200221020145683 EE492200221020145681 EE672200000000343434 EE292200000000121212 EE672200000002222227',
  ),
  fi: split(
    'FI2112345600000785 FI3712345600000788 FI9112345600000786 FI1012345600000789 FI6412345600000787 FI6712345600343434 FI2912345600121212 FI6712345602222227',
  ),
  fr: split(
    'FR1420041010050500013M02606 FR3020041010050500013M02609 FR8420041010050500013M02607 FR7920041010050500013M02600 FR5720041010050500013M02608 FR9720041010050000000343434 FR5920041010050000000121212 FR9720041010050000002222227',
  ),
  de: split(
    'DE89370400440532013000 DE08370400440532013003 DE62370400440532013001 DE78370400440532013004 DE35370400440532013002 DE65370400440000343434 DE27370400440000121212 DE65370400440002222227',
  ),
  gi: split(
    'GI60MPFS599327643783385 GI08RRNW626436291644533 GI41SAFA461293238477751 GI50LROG772261344693297 GI26KJBC361883934534696 GI14NWBK000000000343434 GI73NWBK000000000121212 GI14NWBK000000002222227',
  ),
  ie: split(
    'IE29AIBK93115212345678 IE24AIBK93115212345671 IE02AIBK93115212345679 IE94AIBK93115212345672 IE51AIBK93115212345670 IE10AIBK93115200343434 IE69AIBK93115200121212 IE10AIBK93115202222227',
  ),
  li: split(
    'LI0508800636123378777 LI4408800387787111369 LI1208800143823175626 LI4908800356441975566 LI7708800125525347723 LI2408800000000343434 LI8308800000000121212 LI2408800000002222227',
  ),
  lt: split(
    'LT121000011101001000 LT281000011101001003 LT821000011101001001 LT981000011101001004 LT551000011101001002 LT591000000000343434 LT211000000000121212 LT591000000002222227',
  ),
  lu: split(
    'LU280019400644750000 LU440019400644750003 LU980019400644750001 LU170019400644750004 LU710019400644750002 LU900010000000343434 LU520010000000121212 LU900010000002222227',
  ),
  nl: split(
    'NL39RABO0300065264 NL55RABO0300065267 NL91ABNA0417164300 NL28RABO0300065268 NL82RABO0300065266 NL27RABO0000343434 NL86RABO0000121212',
  ),
  no: split(
    'NO9386011117947 NO8886011117940 NO6686011117948 NO6186011117941 NO3986011117949 NO0586010343434 NO0586010343434 NO0586012222227',
  ),
  pt: split(
    'PT50000201231234567890154 PT66000201231234567890157 PT23000201231234567890155 PT39000201231234567890158 PT93000201231234567890156 PT05000201230000000343434 PT64000201230000000121212 PT05000201230000002222227',
  ),
  es: split(
    'ES0700120345030000067890 ES2300120345030000067893 ES9121000418450200051332 ES9300120345030000067894 ES5000120345030000067892 ES1700120345000000343434 ES7600120345000000121212 ES1700120345000002222227',
  ),
  se: split(
    'SE3550000000054910000003 SE5150000000054910000006 SE0850000000054910000004 SE2450000000054910000007 SE7850000000054910000005 SE2850000000000000343434 SE8750000000000000121212 SE2850000000000002222227',
  ),
  ch: split(
    'CH9300762011623852957 CH8656663438253651553 CH5362200119938136497 CH1843597160341964438 CH1260378413965193069 CH1800762000000343434 CH7700762000000121212 CH1800762000002222227',
  ),
  gb: split(
    'GB82WEST12345698765432 GB98WEST12345698765435 GB55WEST12345698765433 GB71WEST12345698765436 GB28WEST12345698765434 GB70WEST12345600343434 GB32WEST12345600121212 GB70WEST12345602222227',
  ),
}

const BY_IBAN = new Map<string, IbanBehaviour>()
for (const ibans of Object.values(IBANS)) {
  for (const [column, iban] of ibans.entries()) {
    const behaviour = COLUMNS[column]?.[1]
    if (behaviour !== undefined && !BY_IBAN.has(iban)) BY_IBAN.set(iban, behaviour)
  }
}

/** An IBAN that is valid but not one of Stripe's test IBANs pays without trouble. */
function behaviourOf(iban: string): IbanBehaviour {
  return BY_IBAN.get(iban) ?? succeeds
}

const LENGTHS: { [country: string]: number } = {
  AD: 24,
  AT: 20,
  BE: 16,
  BG: 22,
  CH: 21,
  CY: 28,
  CZ: 24,
  DE: 22,
  DK: 18,
  EE: 20,
  ES: 24,
  FI: 18,
  FR: 27,
  GB: 22,
  GI: 23,
  GR: 27,
  HR: 21,
  HU: 28,
  IE: 22,
  IS: 26,
  IT: 27,
  LI: 21,
  LT: 20,
  LU: 20,
  LV: 21,
  MC: 27,
  MT: 31,
  NL: 18,
  NO: 15,
  PL: 28,
  PT: 25,
  RO: 24,
  SE: 24,
  SI: 19,
  SK: 24,
  SM: 27,
  VA: 22,
}

/** ISO 13616: the length of the country, and the whole read as a number leaves 1 modulo 97. */
function isIban(iban: string): boolean {
  if (!/^[A-Z]{2}\d{2}[A-Z0-9]+$/.test(iban) || LENGTHS[iban.slice(0, 2)] !== iban.length) return false
  let rest = 0
  for (const letter of iban.slice(4) + iban.slice(0, 4)) {
    const value = Number.parseInt(letter, 36)
    rest = (rest * (value > 9 ? 100 : 10) + value) % 97
  }
  return rest === 1
}

function split(text: string): string[] {
  return text.split(' ')
}
