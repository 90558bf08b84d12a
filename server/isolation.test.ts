import { TRPCError } from '@trpc/server'
import { beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { newId } from '@/db/id'
import type { Actor } from './ctx'
import { CUSTOMER_MARK, type IsolationWorld, isolationWorld, MARK } from './isolation-testkit'
import { type JsonSchema, NoSample, SHORT_TEXTS, sampleOf } from './sample-testkit'
import { START, testkit } from './testkit'
import { callerFrom } from './trpc/caller'
import { appRouter } from './trpc/root'

// Every procedure there is, called by whoever it is not for, with the ids of what is not theirs. Inputs are made from
// the procedures' own schemas, so that a new one is attacked without a word in here.

const kit = testkit()

type Procedure = { _def: { type: 'query' | 'mutation' | 'subscription'; inputs: z.ZodType[] } }
// Typed as the tree of routers, kept as a flat record of paths.
const procedures = Object.entries(appRouter._def.procedures as unknown as Record<string, Procedure>)

let world: IsolationWorld
beforeAll(async () => {
  world = await isolationWorld(kit)
})

/** What a viewer may do, because it is about nobody but the viewer. */
const ABOUT_ONESELF = ['owner.member.leave']

test.each(procedures)(
  '%s is closed to everybody it is not for, and lets nothing out',
  async (path, { _def }) => {
    const { elsewhere, beside, viewers } = world
    const inputWith = (id: string, of: { ownerId: string; customerId: string }): object => {
      const input = inputOf(path, _def.inputs, id)
      return {
        ...input,
        ...('ownerId' in input ? { ownerId: of.ownerId } : {}),
        ...('customerId' in input && path.startsWith('portal.') ? { customerId: of.customerId } : {}),
      }
    }
    const before = await world.fingerprint()

    const theirs = inputWith(world.id, { ownerId: world.ownerId, customerId: world.id })
    const isScoped = 'ownerId' in theirs || 'customerId' in theirs
    const outsiders: Actor[] = [{ kind: 'nobody' }, elsewhere.admin, beside.person]
    const isChange = _def.type === 'mutation' && isScoped && !ABOUT_ONESELF.includes(path)
    for (const actor of [...outsiders, ...(isChange ? [viewers.owner, viewers.customer] : [])]) {
      const answer = await call(actor, path, theirs)
      if (isScoped) expect([actor, answer, REFUSED.includes(answer.code)]).toEqual([actor, answer, true])
      expect([actor, answer, isSilent(answer, actor)]).toEqual([actor, answer, true])
    }

    // Inside what is one's own, a thing of somebody else's is as little there as one that nobody has.
    const business = await world.another()
    const own = { ownerId: business.ownerId, customerId: beside.customerId }
    for (const actor of [business.admin, beside.person]) {
      const [foreign, nobodys] = [world.id, newId()]
      const answer = await call(actor, path, inputWith(foreign, own))
      const absent = await call(actor, path, inputWith(nobodys, own))
      const without = (text: string, id: string) => text.replaceAll(id, 'an id')
      expect([actor, answer, isSilent(answer, actor)]).toEqual([actor, answer, true])
      expect([answer.code, answer.code === 'OK' || without(answer.text, foreign)]).toEqual([
        absent.code,
        absent.code === 'OK' || without(absent.text, nobodys),
      ])
    }
    expect(await world.fingerprint()).toEqual(before)
  },
)

type Answer = { code: string; text: string }

const REFUSED = ['UNAUTHORIZED', 'FORBIDDEN', 'NOT_FOUND']

/** Nothing of the attacked is in it; who buys from the same business sees what that shows all its customers. */
const isSilent = ({ text }: Answer, actor: Actor): boolean =>
  !text.includes(CUSTOMER_MARK) &&
  (actor === world.beside.person || (!text.includes(MARK) && !text.includes(world.ownerId)))

/** What a procedure's schemas allow, with an id wherever one fits: with everything it may have, else without. */
function inputOf(path: string, schemas: z.ZodType[], id: string): Record<string, unknown> {
  const problems: string[] = []
  for (const optional of ['given', 'left out'] as const) {
    const parts = schemas.map((schema) => {
      const root = z.toJSONSchema(schema, {
        io: 'input',
        unrepresentable: 'any',
        override: dates,
      }) as JsonSchema
      return revive(sampleOf(root, { id, root, optional }))
    })
    const input: Record<string, unknown> = Object.assign({}, ...parts)
    const wrong = repaired(input, schemas)
    if (wrong.length === 0) return input
    problems.push(wrong.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; '))
  }
  throw new NoSample(
    `no input can be made up for ${path}: ${problems.join(' / ')}. Give its schema .meta({ examples })`,
  )
}

/** What is wrong with an input, after other short texts were tried for each text that is. */
function repaired(input: Record<string, unknown>, schemas: z.ZodType[]): z.core.$ZodIssue[] {
  const issues = () => schemas.flatMap((schema) => schema.safeParse(input).error?.issues ?? [])
  for (const { path } of issues()) {
    const parent = path
      .slice(0, -1)
      .reduce<unknown>((at, key) => (at as Record<PropertyKey, unknown>)[key], input)
    const [name, texts] = [path.at(-1), [...SHORT_TEXTS]]
    if (name === undefined || typeof (parent as Record<PropertyKey, unknown>)[name] !== 'string') continue
    const isWrong = () => issues().some((issue) => issue.path.join('.') === path.join('.'))
    while (isWrong() && texts.length > 0) (parent as Record<PropertyKey, unknown>)[name] = texts.shift()
  }
  return issues()
}

const DATE = 'a date of JavaScript'

function dates(of: { zodSchema: z.core.$ZodTypes; jsonSchema: JsonSchema }): void {
  if (of.zodSchema._zod.def.type === 'date') of.jsonSchema.const = DATE
}

/** JSON has no dates, procedures do. */
function revive(value: unknown): unknown {
  if (value === DATE) return START
  if (Array.isArray(value)) return value.map(revive)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, revive(inner)]))
}

/** Calls a procedure by its path, as HTTP does. */
async function call(actor: Actor, path: string, input: object): Promise<Answer> {
  const caller = callerFrom({
    ctx: kit.ctx({ actor }),
    open: { address: undefined, linkKey: 'a key of the tests' },
    stripeJs: { publishableKey: 'pk_test_folio', scriptUrl: null },
    scopes: new Map(),
    ownerScopes: new Map(),
  })
  const verb = path
    .split('.')
    .reduce<unknown>((at, name) => (at as Record<string, unknown>)[name], caller) as (
    input: object,
  ) => Promise<unknown>
  return verb(input).then(
    (value) => ({ code: 'OK', text: JSON.stringify(value) ?? '' }),
    (error: unknown) => ({
      code: error instanceof TRPCError ? error.code : 'THROWN',
      text: String(error),
    }),
  )
}
