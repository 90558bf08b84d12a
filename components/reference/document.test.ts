import { expect, test } from 'vitest'
import { app } from '@/server/http'
import { type Document, type Field, fieldsOf, groupsOf, resolved } from './document'

test.each(['/api/v1/openapi.json', '/api/openapi/bucket.json', '/api/openapi/owner.json'])(
  'the reference of %s has each operation once, with a name for each field and type',
  async (source) => {
    const document = (await (await app.request(source)).json()) as Document
    const entries = groupsOf(document).flatMap((group) => group.entries)
    const declared = Object.values(document.paths).flatMap((operations) =>
      Object.keys(operations).filter((name) => /^(get|post|put|patch|delete)$/.test(name)),
    )
    expect(entries.length).toBe(declared.length)
    expect(new Set(entries.map(({ id }) => id)).size).toBe(entries.length)
    for (const { operation } of entries) {
      for (const parameter of operation.parameters ?? [])
        expect(resolved(document, parameter)).toHaveProperty('name')
      const body = operation.requestBody?.content?.['application/json']?.schema
      const answers = Object.values(operation.responses ?? {}).flatMap((answer) =>
        Object.values(resolved(document, answer).content ?? {}).map(({ schema }) => schema),
      )
      const fields = [body, ...answers].flatMap((schema) => (schema ? fieldsOf(document, schema) : []))
      for (const field of fields.flatMap(deep)) expect(field.type).toMatch(/^[\w" ()[\].-]+$/)
    }
  },
)

test('what is a reference, in a list, or one of several shapes shows its fields; a circle ends', () => {
  const node = {
    type: 'object',
    properties: { id: { type: 'string' }, next: { $ref: '#/components/schemas/Node' } },
    required: ['id'],
  }
  const document = { info: { title: '', version: '' }, paths: {}, components: { schemas: { Node: node } } }
  const one = { $ref: '#/components/schemas/Node' }
  const two = { anyOf: [one, { type: 'object', properties: { error: { type: ['string', 'null'] } } }] }
  expect(fieldsOf(document, { type: 'array', items: two }).map((f) => [f.name, f.type, f.required])).toEqual([
    ['id', 'string', true],
    ['next', 'Node', false],
    ['error', 'string or null', false],
  ])
  expect(Math.max(...fieldsOf(document, one).map(height))).toBeLessThan(6)
})

const deep = (field: Field): Field[] => [field, ...field.fields.flatMap(deep)]

const height = (field: Field): number => 1 + Math.max(0, ...field.fields.map(height))
