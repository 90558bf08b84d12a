import type { PaymentIntent, SetupIntent, StripeError } from '@stripe/stripe-js'
import { describe, expect, it } from 'vitest'
import { outcomeOf } from './outcome'

const payment = (parts: Partial<PaymentIntent>) =>
  ({
    id: 'pi_1',
    object: 'payment_intent',
    payment_method: 'pm_1',
    last_payment_error: null,
    ...parts,
  }) as PaymentIntent
const setup = (parts: Partial<SetupIntent>) =>
  ({
    id: 'seti_1',
    object: 'setup_intent',
    payment_method: { id: 'pm_2' },
    last_setup_error: null,
    ...parts,
  }) as SetupIntent
const error = (parts: Partial<StripeError>) => ({ type: 'card_error', ...parts }) as StripeError

describe('outcomeOf', () => {
  it.each([
    ['succeeded', 'succeeded'],
    ['requires_capture', 'succeeded'],
    ['processing', 'processing'],
    ['requires_payment_method', 'failed'],
    ['requires_action', 'failed'],
    ['canceled', 'failed'],
  ] as const)('a payment that is %s has %s', (status, outcome) => {
    expect(outcomeOf({ paymentIntent: payment({ status }) })).toMatchObject({
      outcome,
      intentId: 'pi_1',
      paymentMethodId: 'pm_1',
    })
  })

  it('says which means of payment a set-up has saved', () => {
    expect(outcomeOf({ setupIntent: setup({ status: 'succeeded' }) })).toMatchObject({
      outcome: 'succeeded',
      intentId: 'seti_1',
      paymentMethodId: 'pm_2',
    })
  })

  it('gives the decline code where there is one, and the words of the bank', () => {
    const declined = error({
      code: 'card_declined',
      decline_code: 'insufficient_funds',
      message: 'No funds.',
    })
    expect(outcomeOf({ error: declined })).toMatchObject({
      outcome: 'failed',
      code: 'insufficient_funds',
      message: 'No funds.',
      shownInForm: false,
    })
    const intent = payment({ status: 'requires_payment_method', last_payment_error: declined as never })
    expect(outcomeOf({ paymentIntent: intent })).toMatchObject({
      code: 'insufficient_funds',
      message: 'No funds.',
    })
  })

  it('knows what the form already shows', () => {
    expect(outcomeOf({ error: error({ type: 'validation_error' }) }).shownInForm).toBe(true)
  })

  it('takes no answer for a failure', () => expect(outcomeOf({})).toEqual({ outcome: 'failed' }))
})
