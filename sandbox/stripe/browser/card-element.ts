/** The `card` element: number, expiry and code on one line, labels for screen readers only. */
import { asError, createCardForm, revealFirst } from './card-form'
import type { ElementForm } from './element'
import { element } from './field'
import { voiceFor } from './words'

export interface CardElementOptions {
  disabled?: boolean
}

export function createCardElementForm(
  options: CardElementOptions,
  locale: string | undefined,
  onChange: () => void,
): ElementForm {
  const card = createCardForm(voiceFor(locale), onChange)
  const fields = [card.number, card.expiry, card.cvc]
  for (const field of fields) field.setLabelHidden()
  const line = element('div', { class: 'OneLine' }, ...fields.map((field) => field.root))
  const setOptions = ({ disabled }: CardElementOptions): void => {
    if (disabled !== undefined) for (const field of fields) field.input.disabled = disabled
  }
  setOptions(options)
  return {
    body: element('div', { class: 'Form' }, line),
    focus: () => card.number.input.focus(),
    clear: () => {
      for (const field of fields) field.clear()
    },
    change: () => ({
      empty: fields.every((field) => field.text() === ''),
      complete: fields.every((field) => field.problem() === null),
      error:
        asError(fields.map((field) => field.shown()).find((problem) => problem !== null) ?? null) ??
        undefined,
      brand: card.brand().brand,
      value: { postalCode: '' },
    }),
    reveal: () => revealFirst(fields),
    method: () => ({ type: 'card', card: card.params() }),
    update: setOptions,
  }
}
