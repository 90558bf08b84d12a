import { StripeError } from './error'
import { hash, integer, required, text } from './param'
import { cardNamed, findCard, type TestCard } from './test-cards'

/** A card as it was entered: which test card, until when, and whether a security code came with it. */
export type CardData = { card: TestCard; expMonth: number; expYear: number; hasCvc: boolean }

/** `card[number]`, `card[exp_month]`… as Stripe.js and legacy calls send them. */
export const cardNumberShape = {
  number: required(text()),
  exp_month: required(integer()),
  exp_year: required(integer()),
  cvc: text(),
}
export const cardNumberField = hash(cardNumberShape)

/** Checks an entered card as Stripe does; each refusal is a 402 `card_error` naming the parameter. */
export function readCard(
  given: { number: string; exp_month: number; exp_year: number; cvc?: string },
  now: number,
  prefix = '',
): CardData {
  const number = given.number.replaceAll(/[\s-]/g, '')
  if (!/^\d{12,19}$/.test(number) || !passesLuhn(number)) {
    throw cardError('incorrect_number', 'Your card number is incorrect.', `${prefix}number`)
  }
  const card = findCard(number)
  if (card === undefined) {
    throw new StripeError(402, {
      type: 'card_error',
      code: 'card_declined',
      decline_code: 'test_mode_live_card',
      message:
        'Your card was declined. Your request was in test mode, but used a non test (live) card. For a list of valid test cards, visit: https://stripe.com/docs/testing.',
    })
  }
  const today = new Date(now * 1000)
  const expYear = given.exp_year < 100 ? 2000 + given.exp_year : given.exp_year
  if (given.exp_month < 1 || given.exp_month > 12) {
    throw cardError('invalid_expiry_month', "Your card's expiration month is invalid.", `${prefix}exp_month`)
  }
  const thisYear = today.getUTCFullYear()
  if (expYear < thisYear || expYear > thisYear + 50) {
    throw cardError('invalid_expiry_year', "Your card's expiration year is invalid.", `${prefix}exp_year`)
  }
  if (expYear === thisYear && given.exp_month < today.getUTCMonth() + 1) {
    throw cardError('invalid_expiry_month', "Your card's expiration month is invalid.", `${prefix}exp_month`)
  }
  const cvcLength = card.brand === 'amex' ? /^\d{3,4}$/ : /^\d{3}$/
  if (given.cvc !== undefined && !cvcLength.test(given.cvc)) {
    throw cardError('invalid_cvc', "Your card's security code is invalid.", `${prefix}cvc`)
  }
  return { card, expMonth: given.exp_month, expYear, hasCvc: given.cvc !== undefined }
}

/** The card behind a named token such as `tok_visa`, valid for some years from the account's now. */
export function namedCard(name: string, now: number): CardData | undefined {
  const card = cardNamed(name)
  return card && { card, expMonth: 12, expYear: new Date(now * 1000).getUTCFullYear() + 4, hasCvc: true }
}

function cardError(code: string, message: string, param: string): StripeError {
  return new StripeError(402, { type: 'card_error', code, message, param })
}

function passesLuhn(number: string): boolean {
  let sum = 0
  for (const [index, digit] of [...number].reverse().entries()) {
    const doubled = Number(digit) * (index % 2 === 1 ? 2 : 1)
    sum += doubled > 9 ? doubled - 9 : doubled
  }
  return sum % 10 === 0
}
