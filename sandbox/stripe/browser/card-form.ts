/** Card number, expiry and security code: three inputs that know each other's brand. */

import {
  type BrandRule,
  brandOf,
  cardDigits,
  checkCardNumber,
  checkCvc,
  checkExpiry,
  formatCardNumber,
  formatCvc,
  formatExpiry,
  parseExpiry,
} from './card-number'
import type { ApiError } from './client'
import { createTextField, element, type Field, type FieldSpec, type Problem } from './field'
import { brandMark } from './marks'
import type { Voice } from './words'

export interface CardForm {
  number: Field
  expiry: Field
  cvc: Field
  brand(): BrandRule
  /** The card as the API takes it. Only the code that sends it to the API may call this. */
  params(): { number: string; exp_month: number | undefined; exp_year: number | undefined; cvc: string }
}

export function createCardForm(voice: Voice, onChange: () => void): CardForm {
  const mark = element('span', { class: 'Adornment', 'aria-hidden': 'true' })
  const brand = (): BrandRule => brandOf(cardDigits(number.text()))
  const number = createTextField(numberSpec(voice), () => {
    mark.replaceChildren(brandMark(brand().brand))
    onChange()
  })
  number.input.after(mark)
  mark.replaceChildren(brandMark('unknown'))
  const expiry = createTextField(expirySpec(voice), onChange)
  const cvc = createTextField(cvcSpec(voice, brand), onChange)
  return {
    number,
    expiry,
    cvc,
    brand,
    params() {
      const date = parseExpiry(expiry.text())
      return {
        number: cardDigits(number.text()),
        exp_month: date?.month,
        exp_year: date?.year,
        cvc: cvc.text(),
      }
    },
  }
}

/** Shows each field's problem, puts the caret in the first wrong one, and returns it as Stripe's error. */
export function revealFirst(fields: readonly Field[]): ApiError | null {
  const wrong = fields.filter((field) => field.reveal() !== null)
  const first = wrong[0]
  if (first === undefined) return null
  first.input.focus()
  return asError(first.problem())
}

export function asError(problem: Problem | null): ApiError | null {
  if (problem === null) return null
  return { type: 'validation_error', code: problem.code, message: problem.message }
}

function numberSpec(voice: Voice): FieldSpec {
  return {
    name: 'cardNumber',
    label: voice.say('cardNumber'),
    autocomplete: 'cc-number',
    inputMode: 'numeric',
    placeholder: '1234 1234 1234 1234',
    format: formatCardNumber,
    problem(text) {
      const verdict = checkCardNumber(text)
      if (verdict === 'complete') return null
      const code = verdict === 'incomplete' ? 'incomplete_number' : 'invalid_number'
      return { code, message: voice.say(code), kind: verdict }
    },
  }
}

function expirySpec(voice: Voice): FieldSpec {
  return {
    name: 'cardExpiry',
    label: voice.say('expiry'),
    autocomplete: 'cc-exp',
    inputMode: 'numeric',
    placeholder: voice.say('expiryPlaceholder'),
    format: formatExpiry,
    problem: (text) => expiryProblem(text, voice),
  }
}

function cvcSpec(voice: Voice, brand: () => BrandRule): FieldSpec {
  return {
    name: 'cardCvc',
    label: voice.say('cvc'),
    autocomplete: 'cc-csc',
    inputMode: 'numeric',
    placeholder: 'CVC',
    format: (text) => formatCvc(text, brand()),
    problem(text) {
      const verdict = checkCvc(text, brand())
      if (verdict === 'complete') return null
      const code = verdict === 'incomplete' ? 'incomplete_cvc' : 'invalid_cvc'
      return { code, message: voice.say(code), kind: verdict }
    },
  }
}

function expiryProblem(text: string, voice: Voice): Problem | null {
  const now = new Date()
  const verdict = checkExpiry(text, { month: now.getMonth() + 1, year: now.getFullYear() })
  switch (verdict) {
    case 'complete':
      return null
    case 'incomplete':
      return { code: 'incomplete_expiry', message: voice.say('incomplete_expiry'), kind: 'incomplete' }
    case 'invalid_month':
      return { code: 'invalid_expiry_month', message: voice.say('invalid_expiry_month'), kind: 'invalid' }
    case 'invalid_year':
      return { code: 'invalid_expiry_year', message: voice.say('invalid_expiry_year'), kind: 'invalid' }
    case 'past':
      return {
        code: 'invalid_expiry_year_past',
        message: voice.say('invalid_expiry_year_past'),
        kind: 'invalid',
      }
  }
}
