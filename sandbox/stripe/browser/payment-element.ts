/** The `payment` element: card and SEPA Direct Debit in tabs, with the mandate's text. */

import { createBillingFields } from './billing-fields'
import { createCardForm, revealFirst } from './card-form'
import type { ElementForm, MethodParams } from './element'
import { element, type Field } from './field'
import { compactIban } from './iban'
import { createIbanField } from './iban-element'
import { methodIcon } from './marks'
import { createTabs } from './tabs'
import { type Voice, voiceFor } from './words'

export type PaymentMethodType = 'card' | 'sepa_debit'

export interface BillingDetails {
  name?: string
  email?: string
  phone?: string
  address?: {
    country?: string
    postal_code?: string
    state?: string
    city?: string
    line1?: string
    line2?: string
  }
}

type FieldOption = 'auto' | 'never' | 'always' | 'if_required'

export interface PaymentElementOptions {
  defaultValues?: { billingDetails?: BillingDetails }
  business?: { name: string }
  paymentMethodOrder?: string[]
  fields?: {
    billingDetails?:
      | FieldOption
      | {
          name?: FieldOption
          email?: FieldOption
          address?: FieldOption | { country?: FieldOption; postalCode?: FieldOption }
        }
  }
  readOnly?: boolean
  terms?: { card?: 'auto' | 'always' | 'never'; sepaDebit?: 'auto' | 'always' | 'never' }
}

export interface PaymentElementFacts {
  types: readonly PaymentMethodType[]
  /** The card is kept for later charges, so the terms say so. */
  isReusable: boolean
  locale: string | undefined
}

interface Panel {
  body: HTMLElement
  fields(): Field[]
  method(): MethodParams
}

export function createPaymentElementForm(
  options: PaymentElementOptions,
  facts: PaymentElementFacts,
  onChange: () => void,
): ElementForm {
  const voice = voiceFor(facts.locale)
  const types = inOrder(facts.types, options.paymentMethodOrder)
  const panels = new Map<PaymentMethodType, Panel>()
  for (const type of types) {
    const make = type === 'card' ? createCardPanel : createDebitPanel
    panels.set(type, make({ voice, options, isReusable: facts.isReusable, onChange }))
  }
  const tabs = createTabs({
    label: voice.say('methods'),
    tabs: types.map((type) => ({
      id: type,
      label: voice.say(type),
      icon: methodIcon(type),
      panel: panels.get(type)?.body ?? element('div'),
    })),
    onChange,
  })
  const selected = (): Panel | undefined => panels.get(tabs.selected())
  const fields = (): Field[] => selected()?.fields() ?? []

  const update = ({ readOnly }: PaymentElementOptions): void => {
    if (readOnly === undefined) return
    for (const panel of panels.values()) for (const field of panel.fields()) field.input.disabled = readOnly
  }
  update(options)

  return {
    body: element('div', { class: 'Form' }, tabs.root),
    focus: () => fields()[0]?.input.focus(),
    clear: () => {
      for (const panel of panels.values()) for (const field of panel.fields()) field.clear()
    },
    change: () => ({
      empty: fields().every((field) => field.input instanceof HTMLSelectElement || field.text() === ''),
      complete: fields().every((field) => field.problem() === null),
      collapsed: false,
      value: { type: tabs.selected() },
    }),
    reveal: () => revealFirst(fields()),
    method: () => selected()?.method() ?? { type: 'card' },
    update,
  }
}

interface PanelParts {
  voice: Voice
  options: PaymentElementOptions
  isReusable: boolean
  onChange: () => void
}

function createCardPanel({ voice, options, isReusable, onChange }: PanelParts): Panel {
  const card = createCardForm(voice, onChange)
  const billing = createBillingFields({ voice, options, method: 'card', onChange })
  const body = element(
    'div',
    { class: 'Panel' },
    card.number.root,
    element('div', { class: 'Row' }, card.expiry.root, card.cvc.root),
    ...billing.rows,
    element('p', { class: 'Hint' }, voice.say('testHint')),
  )
  const terms = options.terms?.card ?? 'auto'
  if (terms === 'always' || (terms === 'auto' && isReusable)) {
    body.append(
      element('p', { class: 'Terms' }, voice.say('cardTerms', { business: businessName(options, voice) })),
    )
  }
  return {
    body,
    fields: () => [card.number, card.expiry, card.cvc, ...billing.fields()],
    method: () => ({ type: 'card', card: card.params(), billing_details: billing.params() }),
  }
}

function createDebitPanel({ voice, options, onChange }: PanelParts): Panel {
  const iban = createIbanField(voice, () => {
    billing.setIban(iban.text())
    onChange()
  })
  const billing = createBillingFields({ voice, options, method: 'sepa_debit', onChange })
  const body = element(
    'div',
    { class: 'Panel' },
    iban.root,
    ...billing.rows,
    element('p', { class: 'Hint' }, voice.say('ibanHint')),
  )
  if (options.terms?.sepaDebit !== 'never') {
    body.append(
      element('p', { class: 'Terms' }, voice.say('mandate', { business: businessName(options, voice) })),
    )
  }
  return {
    body,
    fields: () => [iban, ...billing.fields()],
    method: () => ({
      type: 'sepa_debit',
      sepa_debit: { iban: compactIban(iban.text()) },
      billing_details: billing.params(),
    }),
  }
}

function businessName(options: PaymentElementOptions, voice: Voice): string {
  return options.business?.name ?? voice.say('thisBusiness')
}

function inOrder(types: readonly PaymentMethodType[], order: readonly string[] = []): PaymentMethodType[] {
  const rank = (type: string): number => (order.includes(type) ? order.indexOf(type) : order.length)
  return [...types].sort((a, b) => rank(a) - rank(b))
}
