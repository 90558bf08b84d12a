import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import type { Answer } from './billabear-testkit'
import type { OpenapiDocument, Schema } from './openapi'

// For tests only: holds what the API answered against what its own document says of the operation.

/** Every operation of a document with the name it goes by here: `GET /customer/{customerId}`. */
export function operationsOf(document: OpenapiDocument) {
  return Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      method: method.toUpperCase(),
      path,
      name: `${method.toUpperCase()} ${path.replace(/^\/api\/v1/, '')}`,
      operation,
    })),
  )
}

/** What stands at a `$ref` of the document, or the thing itself. */
export function resolved<T extends object>(document: OpenapiDocument, of: T): T {
  const ref = '$ref' in of && typeof of.$ref === 'string' ? of.$ref : undefined
  return ref === undefined ? of : resolved(document, at<T>(document, ref))
}

/** Validates values against schemas of the document; what is wrong with one is said with its place. */
export function validatorOf(document: OpenapiDocument) {
  const ajv = new Ajv2020({ strict: false, allErrors: true })
  addFormats.default(ajv)
  ajv.addSchema(document, 'openapi')
  const compiled = new Map<Schema, ValidateFunction>()
  return (schema: Schema, value: unknown): string[] => {
    const validate = compiled.get(schema) ?? ajv.compile(absolute(schema))
    compiled.set(schema, validate)
    if (validate(value)) return []
    return (validate.errors ?? []).map((error) => `${error.instancePath || '$'} ${error.message}`)
  }
}

/** A part of the document that stands for itself: what it refers to is in the document. */
const absolute = (schema: Schema) =>
  JSON.parse(JSON.stringify(schema).replaceAll('"$ref":"#/', '"$ref":"openapi#/'))

/**
 * What an answer has that the document has not: an operation, a status or a media type that is not there, a body
 * that is not of its schema, a field that nobody reads about. An empty list is a document that tells the truth.
 */
export function answerCheck(document: OpenapiDocument) {
  const validate = validatorOf(document)
  const operations = operationsOf(document).map((operation) => ({
    ...operation,
    pattern: new RegExp(`^${operation.path.replace(/\{\w+\}/g, '[^/]+')}/?$`),
    names: operation.path.split('{').length,
  }))
  return (method: string, path: string, answer: Answer): string[] => {
    const [of] = operations
      .filter((operation) => operation.method === method && operation.pattern.test(path))
      .sort((a, b) => a.names - b.names)
    if (of === undefined) return answer.status === 404 ? [] : [`${method} ${path} is in no document`]
    const about = (problem: string) => `${of.name} ${answer.status}: ${problem}`
    const unexpected = answer.status >= 500 ? of.operation.responses.default : undefined
    const response = of.operation.responses[answer.status] ?? unexpected
    if (response === undefined) return [about(`is not documented: ${answer.text.slice(0, 200)}`)]
    const type = answer.headers.get('content-type')?.split(';')[0] ?? ''
    const media = resolved(document, response).content ?? {}
    if (!(type in media)) return [about(`is ${type}, documented are ${Object.keys(media)}`)]
    const schema = media[type]?.schema
    if (type !== 'application/json' || schema === undefined) return []
    return [...validate(schema, answer.body), ...undocumented(document, schema, answer.body)].map(about)
  }
}

/** A schema as the schemas that all hold of a value. */
export function partsOf(document: OpenapiDocument, schema: Schema): Schema[] {
  const { allOf = [], ...own } = resolved(document, schema)
  return [own, ...allOf.flatMap((part) => partsOf(document, part))]
}

/** The fields of a value that its schema does not name, however deep. */
export function undocumented(document: OpenapiDocument, schema: Schema, value: unknown, at = '$'): string[] {
  if (value === null || typeof value !== 'object') return []
  const parts = partsOf(document, schema)
  const alternatives = parts.flatMap((part) => {
    const options = part.anyOf ?? part.oneOf
    return options === undefined ? [] : [options]
  })
  if (alternatives.length > 0) {
    const [options = []] = alternatives
    const rest = parts.map(({ anyOf: _any, oneOf: _one, ...own }) => own)
    const found = options.map((option) => undocumented(document, { allOf: [...rest, option] }, value, at))
    return found.sort((a, b) => a.length - b.length)[0] ?? []
  }
  if (Array.isArray(value)) {
    const items = parts.find((part) => part.items)?.items
    return items ? value.flatMap((item, i) => undocumented(document, items, item, `${at}[${i}]`)) : []
  }
  // Of a schema that says nothing at all, nothing is missing.
  if (parts.every((part) => part.type === undefined && part.properties === undefined)) return []
  const open = parts.find((part) => part.additionalProperties)?.additionalProperties
  return Object.entries(value).flatMap(([field, inner]) => {
    const named = parts.flatMap((part) => part.properties?.[field] ?? [])
    if (named.length > 0) return undocumented(document, { allOf: named }, inner, `${at}.${field}`)
    if (open === undefined || open === false) return [`${at}.${field} is not documented`]
    return open === true ? [] : undocumented(document, open, inner, `${at}.${field}`)
  })
}

function at<T>(document: OpenapiDocument, ref: string): T {
  const found = ref
    .slice(2)
    .split('/')
    .reduce<unknown>(
      (value, part) =>
        value && typeof value === 'object'
          ? (value as Record<string, unknown>)[part.replaceAll('~1', '/').replaceAll('~0', '~')]
          : undefined,
      document,
    )
  if (found === undefined) throw new Error(`There is nothing at ${ref}`)
  return found as T
}
