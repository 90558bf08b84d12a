// An OpenAPI 3.1 document, as far as the reference shows it.

export type Schema = {
  $ref?: string
  type?: string | string[]
  format?: string
  description?: string
  example?: unknown
  default?: unknown
  enum?: unknown[]
  const?: unknown
  minimum?: number
  maximum?: number
  maxLength?: number
  properties?: Record<string, Schema>
  required?: string[]
  items?: Schema
  allOf?: Schema[]
  anyOf?: Schema[]
  oneOf?: Schema[]
}
export type Media = { schema?: Schema; example?: unknown }
export type Answer = { $ref?: string; description?: string; content?: Record<string, Media> }
export type Parameter = {
  $ref?: string
  name: string
  in: string
  required?: boolean
  description?: string
  schema?: Schema
}
export type Operation = {
  operationId?: string
  summary?: string
  description?: string
  tags?: string[]
  parameters?: Parameter[]
  requestBody?: { content?: Record<string, Media> }
  responses?: Record<string, Answer>
  'x-folio-extension'?: boolean
}
export type Document = {
  info: { title: string; version: string; description?: string }
  tags?: { name: string; description?: string }[]
  paths: Record<string, Record<string, Operation>>
  components?: Record<string, Record<string, unknown>>
}

export type Entry = { id: string; method: string; path: string; operation: Operation }
export type Group = { name: string; id: string; description: string | undefined; entries: Entry[] }

const METHODS = ['get', 'post', 'put', 'patch', 'delete']

/** The operations by their first tag, in the document's order of tags; those of tags that it does not list come after. */
export function groupsOf(document: Document): Group[] {
  const groups = new Map<string, Group>()
  const groupOf = (name: string, description?: string): Group => {
    const known = groups.get(name)
    if (known) return known
    const made = { name, id: `tag-${slug(name)}`, description, entries: [] }
    groups.set(name, made)
    return made
  }
  for (const { name, description } of document.tags ?? []) groupOf(name, description)
  for (const [path, operations] of Object.entries(document.paths))
    for (const method of METHODS) {
      const operation = operations[method]
      if (!operation) continue
      const id = operation.operationId ?? slug(`${method} ${path}`)
      groupOf(operation.tags?.[0] ?? 'Operations').entries.push({ id, method, path, operation })
    }
  return [...groups.values()].filter(({ entries }) => entries.length > 0)
}

/** What a `$ref` stands for; anything else is itself. A reference to nothing is an empty thing. */
export function resolved<T extends { $ref?: string }>(document: Document, of: T): T {
  const [, , kind = '', name = ''] = of.$ref?.split('/') ?? []
  if (of.$ref === undefined) return of
  return (document.components?.[kind]?.[name] ?? {}) as T
}

export type Field = {
  name: string
  type: string
  required: boolean
  description: string | undefined
  /** What it may be, when that is a list. */
  values: string[]
  fields: Field[]
}

/** How deep a reference goes into what is in what: below it a type says its name. */
const DEPTH_MAX = 4

/** The fields of an object, of a list's elements, or of each of several shapes. */
export function fieldsOf(document: Document, schema: Schema, depth = 0): Field[] {
  const own = resolved(document, schema)
  if (depth >= DEPTH_MAX) return []
  const parts = [...(own.allOf ?? []), ...(own.anyOf ?? []), ...(own.oneOf ?? [])]
  const inner = own.items ? [own.items, ...parts] : parts
  const fields = Object.entries(own.properties ?? {}).map(([name, field]): Field => {
    const target = resolved(document, field)
    return {
      name,
      type: typeOf(document, field),
      required: own.required?.includes(name) ?? false,
      description: field.description ?? target.description,
      values: (target.enum ?? []).map(String),
      fields: fieldsOf(document, field, depth + 1),
    }
  })
  const more = inner.flatMap((part) => fieldsOf(document, part, depth))
  const names = new Set<string>()
  return [...fields, ...more].filter(({ name }) => !names.has(name) && names.add(name))
}

/** "string (uuid)", "Customer[]", "integer or null". */
export function typeOf(document: Document, schema: Schema): string {
  if (schema.$ref) {
    const target = resolved(document, schema)
    const name = schema.$ref.split('/').at(-1) ?? 'object'
    return target.type === undefined || target.type === 'object' ? name : typeOf(document, target)
  }
  if (schema.const !== undefined) return JSON.stringify(schema.const)
  const several = schema.anyOf ?? schema.oneOf
  if (several) return [...new Set(several.map((part) => typeOf(document, part)))].join(' or ')
  const [only] = schema.allOf ?? []
  if (only) return typeOf(document, only)
  if (schema.items) return `${typeOf(document, schema.items)}[]`
  const types = Array.isArray(schema.type) ? schema.type : [schema.type ?? 'any']
  return types.join(' or ') + (schema.format ? ` (${schema.format})` : '')
}

const slug = (text: string): string =>
  text
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '')
