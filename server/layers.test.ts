import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'

const ROOT = path.resolve(__dirname, '..')
const FOLDERS = ['server', 'db', 'app', 'components', 'sandbox', 'e2e', 'bench', 'scripts', 'bin']

type Import = { from: string; to: string; typeOnly: boolean }

/** Files where the parts are put together: they may import everything. */
const ROOTS = /^server\/(wire|main|worker|cli|auth|documents|testkit)(\.tsx?$|\/)/
const isTest = (file: string) =>
  /\.(test|spec)\.tsx?$|\.test-child\.tsx?$|\/support\/|testkit|test-support/.test(file)

/**
 * The table of design §3: whose imports, and what they must not be. A type-only import may cross where
 * the third column says so.
 */
const RULES: { of: RegExp; never: RegExp; typesMay?: RegExp }[] = [
  {
    of: /^server\/core\//,
    never:
      /^(?!server\/core\/|server\/errors)(server|db|app|components|sandbox)\/|^(node:|drizzle|next|stripe|hono|postgres)/,
  },
  {
    of: /^db\//,
    never: /^(server|app|components|sandbox)\/|^(next|stripe|hono)/,
    typesMay: /^server\/core\//,
  },
  {
    of: /^server\/usecases\//,
    never:
      /^server\/(wire|adapters|trpc|rest|jobs|env|main|http)|^(app|components|sandbox)\/|^(next|hono|stripe)(\/|$)/,
  },
  {
    of: /^server\/(trpc|rest|jobs)\//,
    never: /^db\/|^server\/(adapters|env|main)|^(drizzle|postgres|stripe)|^(sandbox|components)\//,
  },
  { of: /^server\/trpc\//, never: /^server\/(rest|jobs)\// },
  { of: /^server\/rest\//, never: /^server\/(trpc|jobs)\// },
  { of: /^server\/jobs\//, never: /^server\/(rest|trpc)\// },
  { of: /^server\/stripe\//, never: /^server\/(usecases|wire|adapters|trpc|rest|jobs)|^db\// },
  {
    of: /^server\/adapters\//,
    never: /^server\/(usecases|wire|trpc|rest|jobs|stripe)|^db\/|^(drizzle|stripe)/,
  },
  { of: /^(app|components)\//, never: /^server\/usecases\/|^db\/|^(drizzle|postgres|stripe)(\/|$)/ },
  { of: /^components\//, never: /^app\// },
  {
    of: /^sandbox\/(?!seed)/,
    never: /^(server|db|app|components)\/|^stripe$/,
    typesMay: /^stripe$/,
  },
  { of: /^sandbox\/seed/, never: /^server\/(?!usecases\/|ctx|core\/)|^db\// },
  { of: /^(?!sandbox\/).*/, never: /^sandbox\// },
]

/** Crossings that were decided, each with its reason. */
const ALLOWED: { file: RegExp; to: RegExp; why: string }[] = [
  { file: /^sandbox\/postgres\/test-database/, to: /^db\/migrate/, why: 'tests want a migrated database' },
  {
    file: /^bench\//,
    to: /^sandbox\/(postgres|stripe)\/start/,
    why: 'what is measured runs on the embedded parts',
  },
]

test('every import keeps to the layers', () => {
  const wrong = imports()
    .filter(({ from }) => !isTest(from) && !ROOTS.test(from))
    .flatMap(({ from, to, typeOnly }) =>
      RULES.filter((rule) => rule.of.test(from) && rule.never.test(to))
        .filter((rule) => !(typeOnly && rule.typesMay?.test(to)))
        .filter(() => !ALLOWED.some((a) => a.file.test(from) && a.to.test(to)))
        .map(() => `${from} imports ${to}`),
    )
  expect([...new Set(wrong)]).toEqual([])
})

test('only server/stripe and the sandbox know the stripe package', () => {
  const wrong = imports().filter(
    ({ from, to }) =>
      /^stripe(\/|$)/.test(to) &&
      !/^(server\/stripe|sandbox)\//.test(from) &&
      !isTest(from) &&
      !/^bench\//.test(from),
  )
  expect(wrong.map((i) => i.from)).toEqual([])
})

test('time and chance do not reach the core or the use-cases', () => {
  const wrong = sources()
    .filter((file) => /^server\/(core|usecases)\//.test(file) && !isTest(file))
    .filter((file) =>
      /Date\.now\(\)|new Date\(\)|Math\.random\(\)/.test(readFileSync(path.join(ROOT, file), 'utf8')),
    )
  expect(wrong).toEqual([])
})

test('only env.ts reads process.env on the server', () => {
  const wrong = sources()
    .filter((file) => /^(server|db|components)\//.test(file) && !isTest(file) && file !== 'server/env.ts')
    .filter((file) => /process\.env/.test(readFileSync(path.join(ROOT, file), 'utf8')))
  expect(wrong).toEqual([])
})

test('the walk finds the code it judges', () => {
  const found = imports()
  expect(found.length).toBeGreaterThan(300)
  expect(
    found.some((i) => i.from === 'server/usecases/subscribe.ts' && i.to === 'server/core/subscription'),
  ).toBe(true)
  expect(found.some((i) => i.from === 'server/stripe/connect.ts' && i.to === 'stripe')).toBe(true)
})

function sources(): string[] {
  return FOLDERS.flatMap((folder) => {
    try {
      return readdirSync(path.join(ROOT, folder), { recursive: true, encoding: 'utf8' })
        .map((file) => path.posix.join(folder, file.split(path.sep).join('/')))
        .filter((file) => /\.tsx?$/.test(file))
    } catch {
      return []
    }
  })
}

const IMPORT =
  /(?:import|export)\s+(type\s+)?(?:[^'";]*?\sfrom\s+)?['"]([^'"]+)['"]|import\(\s*['"]([^'"]+)['"]\s*\)/g

function imports(): Import[] {
  return sources().flatMap((from) =>
    [...readFileSync(path.join(ROOT, from), 'utf8').matchAll(IMPORT)].map((match) => ({
      from,
      to: resolve(from, match[2] ?? match[3] ?? ''),
      typeOnly: match[1] !== undefined,
    })),
  )
}

function resolve(from: string, to: string): string {
  if (to.startsWith('@/')) return to.slice(2)
  return to.startsWith('.') ? path.posix.join(path.posix.dirname(from), to) : to
}
