/**
 * Stripe's test cards (docs.stripe.com/testing): each number, the names it goes by after `pm_card_` and `tok_`, and what it
 * does. A number that is not in this table is refused, so that no real card ever enters the sandbox.
 */
export type Decline = {
  code: 'card_declined' | 'expired_card' | 'incorrect_cvc' | 'processing_error'
  declineCode: string
  message: string
  adviceCode?: 'confirm_card_data' | 'do_not_try_again' | 'try_again_later'
}

/** When 3-D Secure must be passed, in Stripe's words of the table "3D Secure authentication". */
export type Authentication =
  /** On every payment, however it was set up. */
  | 'always'
  /** Off-session only until it is set up; on-session always. */
  | 'unless_set_up'
  /** Already set up: on-session only. */
  | 'on_session'
  /** Possible, and only done if the payment asks for it. */
  | 'if_requested'
  /** Required and the bank's answer is an error: nothing can be confirmed. */
  | 'broken'

export type CardBehaviour = {
  decline?: Decline
  /** Attaches to a customer although charges are declined. */
  attaches?: boolean
  authentication?: Authentication
  dispute?: { reason: string; status: 'needs_response' | 'warning_needs_response' }
  refund?: 'pending' | 'fails'
  checks?: { cvc?: 'fail'; line1?: 'fail' | 'unavailable'; postalCode?: 'fail' | 'unavailable' }
  risk?: 'elevated' | 'highest'
  /** Paid straight into the available balance. */
  bypassesPending?: boolean
}

export type TestCard = {
  number: string
  brand: 'amex' | 'diners' | 'discover' | 'jcb' | 'mastercard' | 'unionpay' | 'visa'
  funding: 'credit' | 'debit' | 'prepaid'
  country: string
  behaviour: CardBehaviour
}

export function findCard(number: string): TestCard | undefined {
  return BY_NUMBER.get(number)
}

/** The card behind `tok_visa`, `pm_card_visa` and their like. */
export function cardNamed(name: string): TestCard | undefined {
  const suffix = name.startsWith('pm_card_')
    ? name.slice(8)
    : name.startsWith('tok_')
      ? name.slice(4)
      : undefined
  return suffix === undefined ? undefined : BY_NAME.get(suffix)
}

function declined(
  declineCode: string,
  message = 'Your card was declined.',
  { code = 'card_declined', adviceCode }: { code?: Decline['code']; adviceCode?: Decline['adviceCode'] } = {},
): Decline {
  return { code, declineCode, message, ...(adviceCode === undefined ? {} : { adviceCode }) }
}

export const DECLINES = {
  generic: declined('generic_decline', undefined, { adviceCode: 'try_again_later' }),
  insufficientFunds: declined('insufficient_funds', 'Your card has insufficient funds.', {
    adviceCode: 'try_again_later',
  }),
  lost: declined('lost_card', undefined, { adviceCode: 'do_not_try_again' }),
  stolen: declined('stolen_card', undefined, { adviceCode: 'do_not_try_again' }),
  fraudulent: declined('fraudulent', undefined, { adviceCode: 'do_not_try_again' }),
  expired: declined('expired_card', 'Your card has expired.', {
    code: 'expired_card',
    adviceCode: 'confirm_card_data',
  }),
  incorrectCvc: declined('incorrect_cvc', "Your card's security code is incorrect.", {
    code: 'incorrect_cvc',
    adviceCode: 'confirm_card_data',
  }),
  processingError: declined(
    'processing_error',
    'An error occurred while processing your card. Try again in a little bit.',
    {
      code: 'processing_error',
      adviceCode: 'try_again_later',
    },
  ),
  velocity: declined(
    'card_velocity_exceeded',
    'Your card was declined for making repeated attempts too frequently or exceeding its amount limit.',
    { adviceCode: 'try_again_later' },
  ),
} satisfies Record<string, Decline>

type Line = [
  number: string,
  names: string,
  brand: TestCard['brand'],
  funding: TestCard['funding'],
  behaviour?: CardBehaviour,
]

const needsResponse = 'needs_response' as const

const LINES: Line[] = [
  ['4242424242424242', 'visa us threeDSecureNotRequired', 'visa', 'credit'],
  ['4012888888881881', '', 'visa', 'credit'],
  ['4000056655665556', 'visa_debit', 'visa', 'debit'],
  ['5555555555554444', 'mastercard', 'mastercard', 'credit'],
  ['2223003122003222', '', 'mastercard', 'credit'],
  ['5200828282828210', 'mastercard_debit', 'mastercard', 'debit'],
  ['5105105105105100', 'mastercard_prepaid', 'mastercard', 'prepaid'],
  ['378282246310005', 'amex amex_threeDSecureNotSupported', 'amex', 'credit'],
  ['371449635398431', '', 'amex', 'credit'],
  ['6011111111111117', 'discover', 'discover', 'credit'],
  ['6011000990139424', '', 'discover', 'credit'],
  ['6011981111111113', '', 'discover', 'debit'],
  ['3056930009020004', 'diners', 'diners', 'credit'],
  ['30569309025904', '', 'diners', 'credit'],
  ['36227206271667', '', 'diners', 'credit'],
  ['3566002020360505', 'jcb', 'jcb', 'credit'],
  ['6200000000000005', 'unionpay', 'unionpay', 'credit'],
  ['6200000000000047', '', 'unionpay', 'debit'],
  ['6205500000000000004', '', 'unionpay', 'credit'],

  ['4000000000000002', 'visa_chargeDeclined chargeDeclined', 'visa', 'credit', { decline: DECLINES.generic }],
  [
    '4000000000009995',
    'visa_chargeDeclinedInsufficientFunds chargeDeclinedInsufficientFunds',
    'visa',
    'credit',
    { decline: DECLINES.insufficientFunds },
  ],
  [
    '4000000000009987',
    'visa_chargeDeclinedLostCard chargeDeclinedLostCard',
    'visa',
    'credit',
    { decline: DECLINES.lost },
  ],
  [
    '4000000000009979',
    'visa_chargeDeclinedStolenCard chargeDeclinedStolenCard',
    'visa',
    'credit',
    { decline: DECLINES.stolen },
  ],
  [
    '4000000000000069',
    'chargeDeclinedExpiredCard visa_chargeDeclinedExpiredCard',
    'visa',
    'credit',
    { decline: DECLINES.expired },
  ],
  [
    '4000000000000127',
    'chargeDeclinedIncorrectCvc visa_chargeDeclinedIncorrectCvc',
    'visa',
    'credit',
    { decline: DECLINES.incorrectCvc, checks: { cvc: 'fail' } },
  ],
  [
    '4000000000000119',
    'chargeDeclinedProcessingError visa_chargeDeclinedProcessingError',
    'visa',
    'credit',
    { decline: DECLINES.processingError },
  ],
  [
    '4000000000006975',
    'visa_chargeDeclinedVelocityLimitExceeded chargeDeclinedVelocityLimitExceeded',
    'visa',
    'credit',
    { decline: DECLINES.velocity },
  ],
  [
    '4000000000000341',
    'chargeCustomerFail visa_chargeCustomerFail',
    'visa',
    'credit',
    { decline: DECLINES.generic, attaches: true },
  ],

  [
    '4100000000000019',
    'radarBlock chargeDeclinedFraudulent visa_chargeDeclinedFraudulent',
    'visa',
    'credit',
    { decline: DECLINES.fraudulent, risk: 'highest' },
  ],
  [
    '4000000000004954',
    'riskLevelHighest',
    'visa',
    'credit',
    { decline: DECLINES.fraudulent, risk: 'highest', attaches: true },
  ],
  ['4000000000009235', 'riskLevelElevated', 'visa', 'credit', { risk: 'elevated' }],
  ['4000000000000101', 'cvcCheckFail', 'visa', 'credit', { checks: { cvc: 'fail' } }],
  ['4000000000000036', 'avsZipFail', 'visa', 'credit', { checks: { postalCode: 'fail' } }],
  [
    '4000058400307872',
    'cvcCheckFailElevatedRisk',
    'visa',
    'credit',
    { checks: { cvc: 'fail' }, risk: 'elevated' },
  ],
  [
    '4000058400306072',
    'avsZipFailElevatedRisk',
    'visa',
    'credit',
    { checks: { postalCode: 'fail' }, risk: 'elevated' },
  ],
  ['4000000000000028', 'avsLine1Fail', 'visa', 'credit', { checks: { line1: 'fail' } }],
  ['4000000000000010', 'avsFail', 'visa', 'credit', { checks: { line1: 'fail', postalCode: 'fail' } }],
  [
    '4000000000000044',
    'avsUnchecked',
    'visa',
    'credit',
    { checks: { line1: 'unavailable', postalCode: 'unavailable' } },
  ],

  [
    '4000000000000259',
    'createDispute',
    'visa',
    'credit',
    { dispute: { reason: 'fraudulent', status: needsResponse } },
  ],
  [
    '4000000000002685',
    'createDisputeProductNotReceived',
    'visa',
    'credit',
    { dispute: { reason: 'product_not_received', status: needsResponse } },
  ],
  [
    '4000000000001976',
    'createDisputeInquiry',
    'visa',
    'credit',
    { dispute: { reason: 'fraudulent', status: 'warning_needs_response' } },
  ],
  ['4000000000005423', 'createIssuerFraudRecord', 'visa', 'credit'],
  [
    '4000000404000079',
    'createMultipleDisputes',
    'visa',
    'credit',
    { dispute: { reason: 'fraudulent', status: needsResponse } },
  ],
  [
    '4000000404000038',
    'createCe3EligibleDispute',
    'visa',
    'credit',
    { dispute: { reason: 'fraudulent', status: needsResponse } },
  ],
  [
    '4000008400000779',
    'createComplianceDispute',
    'visa',
    'credit',
    { dispute: { reason: 'noncompliant', status: needsResponse } },
  ],
  ['4000000000007726', 'pendingRefund', 'visa', 'credit', { refund: 'pending' }],
  ['4000000000005126', 'refundFail', 'visa', 'credit', { refund: 'fails' }],
  ['4000000000000077', 'bypassPending', 'visa', 'credit', { bypassesPending: true }],
  ['4000003720000278', 'bypassPendingInternational', 'visa', 'credit', { bypassesPending: true }],
  ['4000000000000093', 'domesticPricing', 'visa', 'credit'],

  [
    '4000002500003155',
    'authenticationRequiredOnSetup',
    'visa',
    'credit',
    { authentication: 'unless_set_up' },
  ],
  ['4000002760003184', 'authenticationRequired', 'visa', 'credit', { authentication: 'always' }],
  [
    '4000003800000446',
    'authenticationRequiredSetupForOffSession',
    'visa',
    'credit',
    { authentication: 'on_session' },
  ],
  [
    '4000008260003178',
    'authenticationRequiredChargeDeclinedInsufficientFunds',
    'visa',
    'credit',
    { authentication: 'unless_set_up', decline: DECLINES.insufficientFunds, attaches: true },
  ],
  ['4000000000003220', 'threeDSecure2Required', 'visa', 'credit', { authentication: 'always' }],
  ['4000000000003063', 'threeDSecureRequired', 'visa', 'credit', { authentication: 'always' }],
  ['4000008400000027', '', 'visa', 'credit', { authentication: 'always' }],
  [
    '4000008400001629',
    'threeDSecureRequiredChargeDeclined',
    'visa',
    'credit',
    { authentication: 'always', decline: DECLINES.generic, attaches: true },
  ],
  ['4000008400001280', 'threeDSecureRequiredProcessingError', 'visa', 'credit', { authentication: 'broken' }],
  ['4000000000003055', 'threeDSecureOptional', 'visa', 'credit', { authentication: 'if_requested' }],
  ['4000000000003097', 'threeDSecureOptionalProcessingError', 'visa', 'credit'],
  ['4000000032200000', '', 'visa', 'credit'],
  ['4000582600000094', '', 'visa', 'debit', { authentication: 'always' }],
  ['4000582600000045', '', 'visa', 'debit', { authentication: 'always' }],
  ['4000582600000102', '', 'visa', 'debit', { authentication: 'always' }],
  ['4000582600000110', '', 'visa', 'debit', { authentication: 'always' }],
  ['4000002500001001', 'visa_cartesBancaires', 'visa', 'debit'],
  ['5555552500001001', 'mastercard_cartesBancaires', 'mastercard', 'debit'],

  ['5200007840000022', 'ae_mastercard', 'mastercard', 'credit'],
  ['5555558265554449', 'gb_mastercard', 'mastercard', 'credit'],
  ['4000058260000005', 'gb_debit', 'visa', 'debit'],
  ['4000057640000008', 'th_debit', 'visa', 'debit'],
]

/** "International cards": one Visa per country, named by it. */
const COUNTRIES = `AR 4000000320000021 BR 4000000760000002 CA 4000001240000000 CL 4000001520000001 CO 4000001700000003
  CR 4000001880000005 EC 4000002180000000 MX 4000004840008001 PA 4000005910000000 PY 4000006000000066 PE 4000006040000068
  UY 4000008580000003 AE 4000007840000001 AT 4000000400000008 BE 4000000560000004 BG 4000001000000000 BY 4000001120000005
  HR 4000001910000009 CY 4000001960000008 CZ 4000002030000002 DK 4000002080000001 EE 4000002330000009 FI 4000002460000001
  FR 4000002500000003 DE 4000002760000016 GI 4000002920000005 GR 4000003000000030 HU 4000003480000005 IE 4000003720000005
  IT 4000003800000008 LV 4000004280000005 LI 4000004380000004 LT 4000004400000000 LU 4000004420000006 MT 4000004700000007
  NL 4000005280000002 NO 4000005780000007 PL 4000006160000005 PT 4000006200000007 RO 4000006420000001 SA 4000006820000007
  SI 4000007050000006 SK 4000007030000001 ES 4000007240000007 SE 4000007520000008 CH 4000007560000009 GB 4000008260000000
  AU 4000000360000006 CN 4000001560000002 HK 4000003440000004 IN 4000003560000008 JP 4000003920000003 MY 4000004580000002
  NZ 4000005540000008 SG 4000007020000003 TW 4000001580000008 TH 4000007640000003`

const COUNTRY_EXCEPTIONS: { [number: string]: string } = {
  '4000002500003155': 'FR',
  '4000002760003184': 'DE',
  '4000003800000446': 'IT',
  '4000008260003178': 'GB',
  '4000000000003220': 'IE',
  '4000003720000278': 'IE',
  '4000002500001001': 'FR',
  '5555552500001001': 'FR',
  '5200007840000022': 'AE',
  '5555558265554449': 'GB',
  '4000058260000005': 'GB',
  '4000057640000008': 'TH',
  '4000582600000094': 'GB',
  '4000582600000045': 'GB',
  '4000582600000102': 'GB',
  '4000582600000110': 'GB',
  '6200000000000005': 'CN',
  '6200000000000047': 'CN',
  '6205500000000000004': 'CN',
  '3566002020360505': 'JP',
}

const BY_NUMBER = new Map<string, TestCard>()
const BY_NAME = new Map<string, TestCard>()
for (const [number, names, brand, funding, behaviour = {}] of LINES) {
  const card: TestCard = { number, brand, funding, country: COUNTRY_EXCEPTIONS[number] ?? 'US', behaviour }
  BY_NUMBER.set(number, card)
  for (const name of names.split(' ')) if (name !== '') BY_NAME.set(name, card)
}
for (const match of COUNTRIES.matchAll(/([A-Z]{2}) (\d+)/g)) {
  const [, country = '', number = ''] = match
  const card: TestCard = { number, brand: 'visa', funding: 'credit', country, behaviour: {} }
  BY_NUMBER.set(number, card)
  BY_NAME.set(country.toLowerCase(), card)
}
