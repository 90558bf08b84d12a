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
import { createTextField, element, type Field, type Problem } from './field'
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
  const incomplete = (code: 'incomplete_number' | 'incomplete_expiry' | 'incomplete_cvc'): Problem => ({
    code,
    message: voice.say(code),
    kind: 'incomplete',
  })

  const number = createTextField(
    {
      name: 'cardNumber',
      label: voice.say('cardNumber'),
      autocomplete: 'cc-number',
      inputMode: 'numeric',
      placeholder: '1234 1234 1234 1234',
      format: formatCardNumber,
      problem(text) {
        const verdict = checkCardNumber(text)
        if (verdict === 'complete') return null
        if (verdict === 'incomplete') return incomplete('incomplete_number')
        return { code: 'invalid_number', message: voice.say('invalid_number'), kind: 'invalid' }
      },
    },
    () => {
      mark.replaceChildren(brandMark(brand().brand))
      onChange()
    },
  )
  number.input.after(mark)
  mark.replaceChildren(brandMark('unknown'))

  const expiry = createTextField(
    {
      name: 'cardExpiry',
      label: voice.say('expiry'),
      autocomplete: 'cc-exp',
      inputMode: 'numeric',
      placeholder: voice.say('expiryPlaceholder'),
      format: formatExpiry,
      problem: (text) => expiryProblem(text, voice),
    },
    onChange,
  )
  const cvc = createTextField(
    {
      name: 'cardCvc',
      label: voice.say('cvc'),
      autocomplete: 'cc-csc',
      inputMode: 'numeric',
      placeholder: 'CVC',
      format: (text) => formatCvc(text, brand()),
      problem(text) {
        const verdict = checkCvc(text, brand())
        if (verdict === 'complete') return null
        if (verdict === 'incomplete') return incomplete('incomplete_cvc')
        return { code: 'invalid_cvc', message: voice.say('invalid_cvc'), kind: 'invalid' }
      },
    },
    onChange,
  )

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
