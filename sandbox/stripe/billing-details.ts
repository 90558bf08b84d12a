import type Stripe from 'stripe'
import { addressField, clearable, hash, type Params, text } from './param'

export const billingDetailsField = hash({
  address: clearable(addressField),
  email: clearable(text()),
  name: clearable(text()),
  phone: clearable(text()),
  tax_id: clearable(text()),
})

type Given = ReturnType<(typeof billingDetailsField)['parse']>
type GivenAddress = Params<Record<keyof Stripe.Address, ReturnType<typeof clearable<string>>>>

const EMPTY_ADDRESS = { city: null, country: null, line1: null, line2: null, postal_code: null, state: null }

export const EMPTY_BILLING_DETAILS = {
  address: EMPTY_ADDRESS,
  email: null,
  name: null,
  phone: null,
  tax_id: null,
} satisfies Stripe.PaymentMethod.BillingDetails

/** A whole address from what was given, over what there was; each part that was not given stays. */
export function mergeAddress(
  present: Partial<Stripe.Address> | null,
  given: Partial<GivenAddress> | null | undefined,
) {
  if (given === null) return EMPTY_ADDRESS
  const merged = { ...EMPTY_ADDRESS, ...present }
  for (const [key, value] of Object.entries(given ?? {}))
    if (value !== undefined) Object.assign(merged, { [key]: value })
  return merged
}

export function mergeBillingDetails(
  present: Stripe.PaymentMethod.BillingDetails,
  given: Given | undefined,
): Stripe.PaymentMethod.BillingDetails {
  if (given === undefined) return present
  return {
    address: mergeAddress(present.address, given.address),
    email: given.email === undefined ? present.email : given.email,
    name: given.name === undefined ? present.name : given.name,
    phone: given.phone === undefined ? present.phone : given.phone,
    tax_id: given.tax_id === undefined ? present.tax_id : given.tax_id,
  }
}
