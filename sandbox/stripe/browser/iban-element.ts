/** The `iban` element, and the IBAN input that the payment element shares with it. */
import { asError, revealFirst } from './card-form'
import type { ElementForm } from './element'
import { createTextField, element, type Field } from './field'
import { checkIban, compactIban, formatIban, ibanCountry } from './iban'
import { type Voice, voiceFor } from './words'

export interface IbanElementOptions {
  disabled?: boolean
}

export function createIbanElementForm(
  options: IbanElementOptions,
  locale: string | undefined,
  onChange: () => void,
): ElementForm {
  const field = createIbanField(voiceFor(locale), onChange)
  field.setLabelHidden()
  const setOptions = ({ disabled }: IbanElementOptions): void => {
    if (disabled !== undefined) field.input.disabled = disabled
  }
  setOptions(options)
  return {
    body: element('div', { class: 'Form' }, element('div', { class: 'OneLine' }, field.root)),
    focus: () => field.input.focus(),
    clear: () => field.clear(),
    change: () => ({
      empty: field.text() === '',
      complete: field.problem() === null,
      error: asError(field.shown()) ?? undefined,
      country: ibanCountry(field.text()) ?? '',
      bankName: '',
    }),
    reveal: () => revealFirst([field]),
    method: () => ({ type: 'sepa_debit', sepa_debit: { iban: compactIban(field.text()) } }),
    update: setOptions,
  }
}

export function createIbanField(voice: Voice, onChange: () => void): Field {
  return createTextField(
    {
      name: 'iban',
      label: voice.say('iban'),
      // There is no autofill token for an IBAN (HTML, autofill field names).
      autocomplete: 'off',
      placeholder: 'DE00 0000 0000 0000 0000 00',
      format: formatIban,
      problem(text) {
        const verdict = checkIban(text)
        switch (verdict) {
          case 'complete':
            return null
          case 'incomplete':
            return { code: 'incomplete_iban', message: voice.say('incomplete_iban'), kind: 'incomplete' }
          case 'invalid':
            return { code: 'invalid_iban', message: voice.say('invalid_iban'), kind: 'invalid' }
          case 'unsupported_country':
            return {
              code: 'invalid_iban_country_code',
              message: voice.say('invalid_iban_country_code'),
              kind: 'invalid',
            }
        }
      },
    },
    onChange,
  )
}
