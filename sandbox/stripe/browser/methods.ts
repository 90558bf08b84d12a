/** Tokens and payment methods from what was typed into an element. */
import type { ApiError, Client, Params } from './client'
import { formOf, groupOf, notReady } from './elements'

export type MethodResult = { id: string; error?: undefined } | { id?: undefined; error: ApiError }

/** What pages pass as `payment_method`: an id, or `{card: element}` / `{sepa_debit: element}` with billing details. */
export type MethodInput = string | ({ billing_details?: Params; metadata?: Params } & Record<string, unknown>)

export async function createToken(
  client: Client,
  source: unknown,
  details: Params = {},
): Promise<Record<string, unknown>> {
  if (typeof source === 'string') {
    const { body, error } = await client.post<object>('/v1/tokens', { [source]: details })
    return error === undefined ? { token: body } : { error }
  }
  const form = formOf(source)
  if (form === null) return { error: notReady() }
  const problem = form.reveal()
  if (problem !== null) return { error: problem }
  const { card } = form.method()
  if (typeof card !== 'object') throw new Error('createToken takes a card element.')
  const { body, error } = await client.post<object>('/v1/tokens', {
    card: { ...(card as Params), ...details },
  })
  return error === undefined ? { token: body } : { error }
}

/** `stripe.createPaymentMethod({type, card | sepa_debit, billing_details})` and the `{elements, params}` form. */
export async function createPaymentMethod(
  client: Client,
  options: Record<string, unknown>,
): Promise<Record<string, unknown>> {
  const params = paymentMethodParams(options)
  if (params.error !== undefined) return { error: params.error }
  const { body, error } = await client.post<object>('/v1/payment_methods', params.value)
  return error === undefined ? { paymentMethod: body } : { error }
}

/** The id of an existing method, or of one made from the element that the page passed. */
export async function methodIdFor(
  client: Client,
  type: 'card' | 'sepa_debit',
  input: MethodInput,
): Promise<MethodResult> {
  if (typeof input === 'string') return { id: input }
  const params = paymentMethodParams({ type, ...input })
  if (params.error !== undefined) return { error: params.error }
  return idOf(client, params.value)
}

/** The id of a method made from a group's payment element; the page's own billing details win. */
export async function methodIdFromGroup(
  client: Client,
  elements: unknown,
  given: Params,
): Promise<MethodResult> {
  const form = groupOf(elements)?.payment?.form()
  if (form === null || form === undefined) return { error: notReady() }
  const problem = form.reveal()
  if (problem !== null) return { error: problem }
  const method = form.method()
  const billing = { ...asParams(method.billing_details), ...asParams(given.billing_details) }
  return idOf(client, { ...method, ...given, billing_details: billing })
}

async function idOf(client: Client, params: Params): Promise<MethodResult> {
  const { body, error } = await client.post<{ id: string }>('/v1/payment_methods', params)
  return error === undefined ? { id: body.id } : { error }
}

type ParamsOrError = { value: Params; error?: undefined } | { value?: undefined; error: ApiError }

function paymentMethodParams(options: Record<string, unknown>): ParamsOrError {
  if (options.elements !== undefined) {
    const form = groupOf(options.elements)?.payment?.form()
    if (form === null || form === undefined) return { error: notReady() }
    const problem = form.reveal()
    return problem === null
      ? { value: { ...form.method(), ...asParams(options.params as Params | undefined) } }
      : { error: problem }
  }
  const type = options.type === 'sepa_debit' ? 'sepa_debit' : 'card'
  const source = options[type]
  const form = formOf(source)
  const shared = { billing_details: asParams(options.billing_details), metadata: asParams(options.metadata) }
  if (form === null) return { value: { type, [type]: asParams(source), ...shared } }
  const problem = form.reveal()
  return problem === null ? { value: { ...form.method(), ...shared } } : { error: problem }
}

function asParams(value: unknown): Params {
  return typeof value === 'object' && value !== null ? (value as Params) : {}
}
