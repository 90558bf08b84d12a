/** A JSON Schema, as zod writes one and as an OpenAPI document has them. */
export type JsonSchema = { [key: string]: unknown }

export type SampleOptions = {
  /** Put wherever an id, or any text at all, may be. */
  id: string
  /** Where `$ref`s lead. */
  root: JsonSchema
  /** With everything that may be left out, or without. */
  optional: 'given' | 'left out'
}

/** Thrown for what no example can be made of: the message says where, and what to do about it. */
export class NoSample extends Error {}

/** Something that a schema allows. */
export function sampleOf(given: JsonSchema, options: SampleOptions, at = 'input'): unknown {
  const schema = resolved(given, options.root)
  if ('const' in schema) return schema.const
  if (Array.isArray(schema.enum)) return schema.enum.find((value) => value !== null)
  const variants = (schema.anyOf ?? schema.oneOf) as JsonSchema[] | undefined
  if (variants) return firstOf(variants, options, at)
  if (Array.isArray(schema.allOf)) return allOf(schema.allOf as JsonSchema[], options, at)
  const type = Array.isArray(schema.type) ? schema.type.find((each) => each !== 'null') : schema.type
  switch (type) {
    case 'object':
      return objectOf(schema, options, at)
    case 'array':
      return Number(schema.maxItems ?? 1) === 0
        ? []
        : [sampleOf((schema.items ?? {}) as JsonSchema, options, at)]
    case 'integer':
    case 'number':
      return numberOf(schema)
    case 'boolean':
      return true
    case 'null':
      return null
    case 'string':
      return textOf(schema, options, at)
    default:
      return schema.properties ? objectOf(schema, options, at) : options.id
  }
}

const firstOf = (variants: JsonSchema[], options: SampleOptions, at: string): unknown => {
  const some = variants.filter((variant) => resolved(variant, options.root).type !== 'null')
  return some[0] === undefined ? null : sampleOf(some[0], options, at)
}

function allOf(parts: JsonSchema[], options: SampleOptions, at: string): unknown {
  const samples = parts.map((part) => sampleOf(part, options, at))
  return samples.every((each) => typeof each === 'object' && each !== null)
    ? Object.assign({}, ...samples)
    : samples[0]
}

function objectOf(schema: JsonSchema, options: SampleOptions, at: string): unknown {
  const required = new Set((schema.required ?? []) as string[])
  const properties = Object.entries((schema.properties ?? {}) as Record<string, JsonSchema>)
  return Object.fromEntries(
    properties
      .filter(([name]) => options.optional === 'given' || required.has(name))
      .map(([name, property]) => [name, sampleOf(property, options, `${at}.${name}`)]),
  )
}

function numberOf(schema: JsonSchema): number {
  const { minimum, exclusiveMinimum, maximum } = schema as Record<string, number | undefined>
  const least = Math.max(1, minimum ?? 1, exclusiveMinimum === undefined ? 1 : exclusiveMinimum + 1)
  return maximum === undefined ? least : Math.min(least, maximum)
}

/** An id wherever one fits, so that every field that could name a thing names one. */
function textOf(schema: JsonSchema, options: SampleOptions, at: string): string {
  const { minLength = 0, maxLength = Number.POSITIVE_INFINITY } = schema as Record<string, number | undefined>
  const patterns = [schema.pattern].flatMap((pattern) =>
    typeof pattern === 'string' ? [new RegExp(pattern, 'u')] : [],
  )
  const byFormat = FORMATS[String(schema.format)]
  const examples = [schema.example, ...((schema.examples ?? []) as unknown[])].filter(
    (each): each is string => typeof each === 'string',
  )
  const known = byFormat === undefined ? [options.id, ...examples, ...SHORT_TEXTS] : [byFormat, ...examples]
  const long = 'a'.repeat(Math.min(minLength, 10_000))
  const found = [...(schema.format === 'uuid' ? [options.id] : []), ...known, long].find(
    (text) =>
      text.length >= minLength && text.length <= maxLength && patterns.every((pattern) => pattern.test(text)),
  )
  if (found !== undefined) return found
  throw new NoSample(
    `no text is known for ${at}: ${JSON.stringify(schema)}. Give its schema an example: .meta({ examples: [...] })`,
  )
}

const FORMATS: Record<string, string> = {
  email: 'somebody@example.com',
  date: '2026-01-02',
  'date-time': '2026-01-02T00:00:00Z',
  uri: 'https://example.com/',
  url: 'https://example.com/',
}

/** Short texts that fields with patterns ask for: codes, currencies, countries, months, colours, durations. */
export const SHORT_TEXTS = [
  'x',
  'EUR',
  'DE',
  'eur',
  '2026-01',
  '1',
  '#0b6b4d',
  'P1D',
  '2026-01-02',
  '2026-01-02T00:00:00Z',
  'aa',
]

function resolved(schema: JsonSchema, root: JsonSchema): JsonSchema {
  if (typeof schema.$ref !== 'string') return schema
  const found = schema.$ref
    .slice(2)
    .split('/')
    .reduce<unknown>((at, name) => (at as JsonSchema | undefined)?.[name], root)
  if (found === undefined) throw new NoSample(`${schema.$ref} leads nowhere`)
  return resolved(found as JsonSchema, root)
}
