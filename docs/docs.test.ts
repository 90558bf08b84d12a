import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { cardNamed, findCard } from '@/sandbox/stripe/test-cards'
import { findIban } from '@/sandbox/stripe/test-ibans'
import { cli } from '@/server/cli'

// What the pages say about files, variables, commands, cards and events, held against the code.

const ROOT = path.join(__dirname, '..')
const PAGES = [
  'README.md',
  'CONTRIBUTING.md',
  'CHANGELOG.md',
  ...readdirSync(path.join(ROOT, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.md'))
    .map((file) => path.posix.join('docs', file.split(path.sep).join('/'))),
]
const read = (file: string): string => readFileSync(path.join(ROOT, file), 'utf8')

test('every link leads to a file and to a heading in it', () => {
  const links = PAGES.flatMap((page) =>
    [...read(page).matchAll(/(?:\]\(|src(?:set)?=")([^)"\s]+)/g)]
      .map(([, target = '']) => ({ page, target }))
      .filter(({ target }) => !/^https?:/.test(target)),
  )
  expect(links.length).toBeGreaterThan(30)
  expect(links.filter(({ page, target }) => !leadsSomewhere(page, target))).toEqual([])
})

test('the variables are those of .env.example', () => {
  const known = [...read('.env.example').matchAll(/^([A-Z_]+)=/gm)].map(([, name]) => name).sort()
  for (const page of ['README.md', 'docs/configuration.md']) {
    const rows = read(page)
      .split('\n')
      .filter((line) => /^\| `[A-Z]/.test(line))
    const named = rows.flatMap((row) =>
      [...(row.split('|')[1] ?? '').matchAll(/`([A-Z_]+)`/g)].map(([, n]) => n),
    )
    expect({ page, named: named.sort() }).toEqual({ page, named: known })
  }
})

test('the commands are those of `folio help`', async () => {
  const known = (await said(['help'])).matchAll(/^ {2}(\S+(?: [a-z]+)?) {2,}/gm)
  const named = read('docs/operations.md').matchAll(/^\| `folio ([a-z-]+(?: [a-z]+)?)/gm)
  const sorted = (found: Iterable<RegExpMatchArray>) => [...found].map(([, name]) => name).sort()
  expect(sorted(named)).toEqual(sorted(known))
})

test('each test card is the one that Stripe calls by that name', () => {
  const rows = [...read('docs/sandbox.md').matchAll(/^\| `([\d ]+)`\s*\| `(\w+)`\s*\| (.+?)\s*\|$/gm)]
  expect(rows.length).toBeGreaterThan(10)
  for (const [, number = '', token = '', does = ''] of rows) {
    const card = findCard(number.replaceAll(' ', ''))
    expect(card, number).toBeDefined()
    expect(cardNamed(token), token).toBe(card)
    const declines = card?.behaviour.decline !== undefined
    expect({ token, declines: /declined/.test(does) }).toEqual({ token, declines })
    const named = /declined: `(\w+)`/.exec(does)?.[1]
    if (named !== undefined) expect(card?.behaviour.decline?.declineCode, token).toBe(named)
  }
})

test('each test IBAN ends as its row says', () => {
  const rows = [...read('docs/sandbox.md').matchAll(/^\| `(DE\d+)`\s*\| `(FR\w+)`\s*\| (.+?)\s*\|$/gm)]
  expect(rows.length).toBeGreaterThan(5)
  for (const [, german = '', french = '', does = ''] of rows) {
    for (const iban of [german, french]) {
      const behaviour = findIban(iban)?.behaviour
      const outcome = /disputed/.test(does) ? 'disputed' : /^fails/.test(does) ? 'fails' : 'succeeds'
      expect({ iban, outcome: behaviour?.outcome }).toEqual({ iban, outcome })
      expect({ iban, slow: behaviour?.isDelayed }).toEqual({ iban, slow: /10 days/.test(does) })
      const code = /`(\w+)`/.exec(does)?.[1]
      if (code !== undefined) expect(behaviour?.failureCode).toBe(code)
    }
  }
})

test('the webhook endpoint is told of every event that Folio acts on', () => {
  const source = read('server/usecases/stripe-event.ts')
  const listed = [...read('README.md').matchAll(/^ {2}([a-z_]+(?:\.[a-z_]+)+)$/gm)].map(
    ([, type = '']) => type,
  )
  const exact = [...source.matchAll(/type === '([\w.]+)'/g)].map(([, type = '']) => type)
  const families = [...source.matchAll(/type\.startsWith\('([\w.]+)'\)/g)].map(([, type = '']) => type)
  expect(exact.length + families.length).toBeGreaterThan(4)
  expect(exact.filter((type) => !listed.includes(type))).toEqual([])
  expect(families.filter((family) => !listed.some((type) => type.startsWith(family)))).toEqual([])
  const acted = (type: string) => exact.includes(type) || families.some((family) => type.startsWith(family))
  expect(listed.filter((type) => !acted(type))).toEqual([])
})

test('the API version of the webhook endpoint is the one that the SDK speaks', async () => {
  const { default: Stripe } = await import('stripe')
  expect(read('README.md')).toContain(`API version \`${Stripe.API_VERSION}\``)
})

function leadsSomewhere(page: string, target: string): boolean {
  const [file = '', anchor] = target.split('#')
  const at = file === '' ? page : path.posix.join(path.posix.dirname(page), file)
  try {
    if (anchor === undefined)
      return readdirSync(path.join(ROOT, path.dirname(at))).includes(path.basename(at))
    const headings = [...read(at).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => anchorOf(heading))
    return headings.includes(anchor)
  } catch {
    return false
  }
}

/** As GitHub makes it: lower case, no punctuation, hyphens for spaces. */
const anchorOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replaceAll(/[^\w\s-]/g, '')
    .trim()
    .replaceAll(' ', '-')

async function said(argv: string[]): Promise<string> {
  const lines: string[] = []
  await cli(argv, { out: (text) => lines.push(text), err: (text) => lines.push(text) })
  return lines.join('\n')
}
