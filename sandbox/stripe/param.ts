import { invalidRequest, parameterMissing } from './error'
import type { Form, FormValue } from './form'

/** How one parameter is read. `path` is its name as Stripe writes it in errors: `card[exp_month]`. */
export type Field<T> = { parse(raw: FormValue, path: string): T; required: boolean }
export type Required<T> = Field<T> & { required: true }
export type Shape = { [name: string]: Field<unknown> }
type Read<F> = F extends Field<infer T> ? T : never
export type Params<S extends Shape> = {
  [K in keyof S]: S[K] extends { required: true } ? Read<S[K]> : Read<S[K]> | undefined
}

/** Reads a form by a shape; refuses unknown, missing and malformed parameters with Stripe's words and codes. */
export function readParams<S extends Shape>(shape: S, form: Form, prefix = ''): Params<S> {
  const unknown = Object.keys(form).filter((key) => shape[key] === undefined)
  const first = unknown[0]
  if (first !== undefined) {
    const names = unknown.map((key) => nameOf(prefix, key))
    const label = names.length === 1 ? 'parameter' : 'parameters'
    throw invalidRequest(`Received unknown ${label}: ${names.join(', ')}`, {
      code: 'parameter_unknown',
      param: nameOf(prefix, first),
    })
  }
  const read: { [name: string]: unknown } = {}
  for (const [key, field] of Object.entries(shape)) {
    const raw = form[key]
    if (raw !== undefined) read[key] = field.parse(raw, nameOf(prefix, key))
    else if (field.required) throw parameterMissing(nameOf(prefix, key))
  }
  return read as Params<S>
}

export function required<T>(field: Field<T>): Required<T> {
  return { ...field, required: true }
}

/** The empty string unsets: it reads as null. */
export function clearable<T>(field: Field<T>): Field<T | null> {
  return optional((raw, path) => (raw === '' ? null : field.parse(raw, path)))
}

export function text({ max = 5000 }: { max?: number } = {}): Field<string> {
  return optional((raw, path) => {
    const value = plain(raw, path)
    if (value === '') {
      throw invalidRequest(
        `You passed an empty string for '${path}'. We assume empty values are an attempt to unset a parameter; however '${path}' cannot be unset. You should remove '${path}' from your request or supply a non-empty value.`,
        { code: 'parameter_invalid_empty', param: path },
      )
    }
    if (value.length > max) {
      throw invalidRequest(`Invalid string: ${value.slice(0, 20)}…; must be at most ${max} characters`, {
        code: 'parameter_invalid_string',
        param: path,
      })
    }
    return value
  })
}

export function integer({ min, max }: { min?: number; max?: number } = {}): Field<number> {
  return optional((raw, path) => {
    const value = plain(raw, path)
    const refuse = (message: string) =>
      invalidRequest(message, { code: 'parameter_invalid_integer', param: path })
    if (!/^-?\d{1,15}$/.test(value)) throw refuse(`Invalid integer: ${value}`)
    const number = Number(value)
    if (min !== undefined && number < min) {
      throw refuse(
        min === 1
          ? 'This value must be greater than or equal to 1.'
          : `Invalid integer: must be at least ${min}`,
      )
    }
    if (max !== undefined && number > max) throw refuse(`Invalid integer: must be no more than ${max}`)
    return number
  })
}

export function decimal({ min, max }: { min: number; max: number }): Field<number> {
  return optional((raw, path) => {
    const value = plain(raw, path)
    const number = Number(value)
    if (!/^-?\d+(\.\d+)?$/.test(value) || !(number > min && number <= max)) {
      throw invalidRequest(`Invalid decimal: ${value}; must be above ${min} and at most ${max}`, {
        param: path,
      })
    }
    return number
  })
}

export function bool(): Field<boolean> {
  return optional((raw, path) => {
    if (raw === 'true') return true
    if (raw === 'false') return false
    throw invalidRequest(`Invalid boolean: ${plain(raw, path)}`, { param: path })
  })
}

export function choice<const T extends string>(...values: T[]): Field<T> {
  return optional((raw, path) => {
    const value = plain(raw, path)
    const found = values.find((one) => one === value)
    if (found !== undefined) return found
    const last = values.at(-1)
    const list = values.length > 1 ? `${values.slice(0, -1).join(', ')}, or ${last}` : last
    throw invalidRequest(`Invalid ${path}: must be one of ${list}`, { param: path })
  })
}

export function list<T>(field: Field<T>): Field<T[]> {
  return optional((raw, path) => {
    if (raw === '') return []
    if (!Array.isArray(raw)) throw invalidRequest('Invalid array', { param: path })
    return raw.map((one, index) => field.parse(one, `${path}[${index}]`))
  })
}

export function hash<S extends Shape>(shape: S): Field<Params<S>> {
  return optional((raw, path) => {
    if (typeof raw === 'string' || Array.isArray(raw)) throw invalidRequest('Invalid object', { param: path })
    return readParams(shape, raw, path)
  })
}

/** Stripe's metadata: at most 50 keys; a key with the empty string is unset, the whole as the empty string clears it. */
export function metadata(): Field<{ [key: string]: string } | ''> {
  return optional((raw, path) => {
    if (raw === '') return ''
    if (typeof raw === 'string') throw invalidRequest('Invalid object', { param: path })
    const map: { [key: string]: string } = {}
    for (const [key, value] of Object.entries(raw)) {
      const one = plain(value, `${path}[${key}]`)
      if (key.length > 40) throw invalidRequest('Metadata keys can be up to 40 characters', { param: path })
      if (one.length > 500) {
        throw invalidRequest(
          `Metadata values can have up to 500 characters, but you passed in a value that is ${one.length} characters.`,
          {
            param: `${path}[${key}]`,
          },
        )
      }
      map[key] = one
    }
    if (Object.keys(map).length > 50) throw invalidRequest('Metadata can have up to 50 keys', { param: path })
    return map
  })
}

/** Accepted as it comes, for parameters that the sandbox stores or ignores without a rule. */
export function anything(): Field<FormValue> {
  return optional((raw) => raw)
}

export function currency(): Field<string> {
  return optional((raw, path) => {
    const value = plain(raw, path).toLowerCase()
    if (!CURRENCIES.has(value)) {
      throw invalidRequest(
        `Invalid currency: ${value}. Stripe currently supports these currencies: ${[...CURRENCIES].join(', ')}`,
        {
          param: path,
        },
      )
    }
    return value
  })
}

/** `created[gte]=…` or `created=…`, on every list. */
export function range(): Field<{ gt?: number; gte?: number; lt?: number; lte?: number }> {
  const bounds = hash({ gt: integer(), gte: integer(), lt: integer(), lte: integer() })
  return optional((raw, path) => {
    if (typeof raw !== 'string') return bounds.parse(raw, path)
    const at = integer().parse(raw, path)
    return { gte: at, lte: at }
  })
}

export const pageShape = {
  limit: integer({ min: 1, max: 100 }),
  starting_after: text(),
  ending_before: text(),
}

export const addressField = hash({
  line1: clearable(text()),
  line2: clearable(text()),
  city: clearable(text()),
  state: clearable(text()),
  postal_code: clearable(text()),
  country: clearable(text()),
})

/** Merges given metadata into the present one, as every update does. */
export function mergeMetadata(
  present: { [key: string]: string } | null,
  given: { [key: string]: string } | '' | undefined,
): { [key: string]: string } {
  if (given === undefined) return present ?? {}
  if (given === '') return {}
  const merged = { ...present, ...given }
  for (const [key, value] of Object.entries(merged)) if (value === '') delete merged[key]
  return merged
}

function optional<T>(parse: (raw: FormValue, path: string) => T): Field<T> {
  return { parse, required: false }
}

function plain(raw: FormValue, path: string): string {
  if (typeof raw === 'string') return raw
  throw invalidRequest('Invalid string: must be a string, but an object or a list was given', { param: path })
}

function nameOf(prefix: string, key: string): string {
  return prefix === '' ? key : `${prefix}[${key}]`
}

const CURRENCIES = new Set(
  `usd aed afn all amd ang aoa ars aud awg azn bam bbd bdt bgn bhd bif bmd bnd bob brl bsd bwp byn bzd cad cdf chf clp cny
  cop crc cve czk djf dkk dop dzd egp etb eur fjd fkp gbp gel gip gmd gnf gtq gyd hkd hnl hrk htg huf idr ils inr isk jmd
  jod jpy kes kgs khr kmf krw kwd kyd kzt lak lbp lkr lrd lsl mad mdl mga mkd mmk mnt mop mur mvr mwk mxn myr mzn nad ngn
  nio nok npr nzd omr pab pen pgk php pkr pln pyg qar ron rsd rub rwf sar sbd scr sek sgd shp sle sos srd std szl thb tjs
  tnd top try ttd twd tzs uah ugx uyu uzs vnd vuv wst xaf xcd xof xpf yer zar zmw`.split(/\s+/),
)
