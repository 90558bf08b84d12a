/** Billing details inside the payment element: asked for only where the method needs them and the page does not. */

import type { Params } from './client'
import { asksPostalCode, countryChoices, likelyCountry } from './countries'
import { createSelectField, createTextField, element, type Field, type FieldSpec } from './field'
import { ibanNeedsAddress } from './iban'
import type { BillingDetails, PaymentElementOptions, PaymentMethodType } from './payment-element'
import type { Voice } from './words'

export interface BillingFields {
  rows: HTMLElement[]
  /** The fields that are asked for now. */
  fields(): Field[]
  params(): Params
  /** A direct debit from some countries needs an address. */
  setIban(iban: string): void
}

export interface BillingFieldsOptions {
  voice: Voice
  options: PaymentElementOptions
  method: PaymentMethodType
  onChange: () => void
}

export function createBillingFields(parts: BillingFieldsOptions): BillingFields {
  return parts.method === 'card' ? cardBilling(parts) : debitBilling(parts)
}

function cardBilling({ voice, options, onChange }: BillingFieldsOptions): BillingFields {
  const known = options.defaultValues?.billingDetails ?? {}
  const asked = askedFor(options)
  const country = createSelectField(
    {
      name: 'country',
      label: voice.say('country'),
      autocomplete: 'country',
      value: known.address?.country ?? likelyCountry(voice.locale),
      problem: () => null,
    },
    countryChoices(voice.locale),
    () => {
      showPostalCode()
      onChange()
    },
  )
  const postalCode = textField(voice, 'postalCode', 'postal-code', known.address?.postal_code, onChange)
  const showPostalCode = (): void => {
    postalCode.root.hidden = !asked.postalCode || !asksPostalCode(country.text())
  }
  showPostalCode()
  const row = element('div', { class: 'Row' }, country.root, postalCode.root)
  return {
    rows: asked.country ? [row] : [],
    fields: () => (asked.country ? [country, ...(postalCode.root.hidden ? [] : [postalCode])] : []),
    params: () => ({
      ...known,
      address: {
        ...known.address,
        ...(asked.country ? { country: country.text() } : {}),
        ...(asked.country && !postalCode.root.hidden ? { postal_code: postalCode.text() } : {}),
      },
    }),
    setIban: () => undefined,
  }
}

function debitBilling({ voice, options, onChange }: BillingFieldsOptions): BillingFields {
  const known: BillingDetails = options.defaultValues?.billingDetails ?? {}
  const asked = askedFor(options)
  const name = textField(voice, 'name', 'name', known.name, onChange)
  const email = createTextField(
    {
      ...requiredText(voice, 'email', 'email', known.email),
      inputMode: 'email',
      problem(text) {
        if (text.trim() === '')
          return { code: 'incomplete_email', message: voice.say('required'), kind: 'incomplete' }
        if (/^[^@\s]+@[^@\s]+\.[^@\s]+$/.test(text.trim())) return null
        return { code: 'email_invalid', message: voice.say('email_invalid'), kind: 'invalid' }
      },
    },
    onChange,
  )
  const line1 = textField(voice, 'line1', 'address-line1', known.address?.line1, onChange)
  const city = textField(voice, 'city', 'address-level2', known.address?.city, onChange)
  const postalCode = textField(voice, 'postalCode', 'postal-code', known.address?.postal_code, onChange)
  const address = element(
    'div',
    { class: 'Panel' },
    line1.root,
    element('div', { class: 'Row' }, postalCode.root, city.root),
  )
  address.hidden = true
  const person = [...(asked.name ? [name] : []), ...(asked.email ? [email] : [])]
  return {
    rows: [...person.map((field) => field.root), address],
    fields: () => [...person, ...(address.hidden ? [] : [line1, postalCode, city])],
    params: () => ({
      ...known,
      ...(asked.name ? { name: name.text().trim() } : {}),
      ...(asked.email ? { email: email.text().trim() } : {}),
      address: {
        ...known.address,
        ...(address.hidden ? {} : { line1: line1.text(), city: city.text(), postal_code: postalCode.text() }),
      },
    }),
    setIban: (iban) => {
      address.hidden = !asked.country || !ibanNeedsAddress(iban)
    },
  }
}

interface Asked {
  name: boolean
  email: boolean
  country: boolean
  postalCode: boolean
}

function askedFor({ fields }: PaymentElementOptions): Asked {
  const billing = fields?.billingDetails ?? 'auto'
  if (typeof billing === 'string') {
    const isAsked = billing !== 'never'
    return { name: isAsked, email: isAsked, country: isAsked, postalCode: isAsked }
  }
  const address = billing.address ?? 'auto'
  const isAddressAsked = address !== 'never'
  const parts = typeof address === 'string' ? {} : address
  return {
    name: billing.name !== 'never',
    email: billing.email !== 'never',
    country: isAddressAsked && parts.country !== 'never',
    postalCode: isAddressAsked && parts.postalCode !== 'never',
  }
}

type TextName = 'name' | 'email' | 'line1' | 'city' | 'postalCode'

function textField(
  voice: Voice,
  name: TextName,
  autocomplete: string,
  value: string | undefined,
  onChange: () => void,
) {
  return createTextField(requiredText(voice, name, autocomplete, value), onChange)
}

function requiredText(
  voice: Voice,
  name: TextName,
  autocomplete: string,
  value: string | undefined,
): FieldSpec {
  return {
    name,
    label: voice.say(name),
    autocomplete,
    value,
    problem: (text) =>
      text.trim() === ''
        ? { code: `incomplete_${name}`, message: voice.say('required'), kind: 'incomplete' }
        : null,
  }
}
