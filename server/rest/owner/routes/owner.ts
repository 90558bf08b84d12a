import { createRoute, z } from '@hono/zod-openapi'
import { DomainError, invalidInput } from '../../../errors'
import { readHouseAccount } from '../../../usecases/house-account'
import { type OwnerProfileInput, updateOwnerProfile } from '../../../usecases/owner-profile'
import type { OwnerApp, RouteParts } from '../app'
import { answers, ownerHeader, security, text } from '../document'
import { OwnerView, presentOwner } from '../present/owner'

const read = createRoute({
  method: 'get',
  path: '/Owner',
  operationId: 'getOwner',
  summary: 'The owner: who it is, and its own plan and card',
  security,
  parameters: [ownerHeader],
  responses: answers(OwnerView, [404]),
})

/** Empty means unchanged. */
const part = (charsMax: number) => text(charsMax).nullish()

const Changes = z
  .object({
    LastName: part(200),
    FirstName: part(200),
    Email: part(320),
    PrimaryBrand: part(64),
    Timezone: part(64),
  })
  .openapi('OwnerChanges', {
    example: { LastName: 'Thor', FirstName: 'The', Email: 'thor@example.com' },
  })

const update = createRoute({
  method: 'put',
  path: '/Owner',
  operationId: 'updateOwner',
  summary: 'Change the owner',
  description: 'Only what is given and not empty is changed; anything else in the body is not looked at.',
  security,
  parameters: [ownerHeader],
  request: { body: { content: { 'application/json': { schema: Changes } }, required: true } },
  responses: answers(z.object({}), [400, 404, 409]),
})

export function ownerRoutes(app: OwnerApp, { guards }: RouteParts): void {
  app.openapi({ ...read, middleware: guards.owner('settings', 'read') }, async (c) => {
    const ctx = c.get('owner')
    return c.json(presentOwner(ctx.owner, await readHouseAccount(ctx)), 200)
  })
  app.openapi({ ...update, middleware: guards.owner('settings', 'write') }, async (c) => {
    await named(updateOwnerProfile(c.get('owner'), changesOf(c.req.valid('json'))))
    return c.json({}, 200)
  })
}

const NAMES = {
  LastName: 'lastName',
  FirstName: 'firstName',
  Email: 'email',
  PrimaryBrand: 'primaryBrandId',
  Timezone: 'timezone',
} as const satisfies Record<keyof z.infer<typeof Changes>, keyof OwnerProfileInput>

function changesOf(body: z.infer<typeof Changes>): OwnerProfileInput {
  const given = Object.entries(NAMES).map(([name, key]) => [key, body[name as keyof typeof NAMES]?.trim()])
  return Object.fromEntries(given.filter(([, value]) => value))
}

/** What is wrong, under the names that this API has for it. */
async function named<T>(work: Promise<T>): Promise<T> {
  try {
    return await work
  } catch (error) {
    if (!(error instanceof DomainError) || !error.details.fields) throw error
    const nameOf = (key: string) => Object.entries(NAMES).find(([, own]) => own === key)?.[0] ?? key
    const { fields } = error.details
    throw invalidInput(Object.fromEntries(Object.entries(fields).map(([key, why]) => [nameOf(key), why])))
  }
}
