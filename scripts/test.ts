// npm test: format and lint, types, all of Vitest, all of Playwright. Every step runs even if one before it
// failed, and the last line counts every test and every check. Arguments choose steps: npm test -- types vitest
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import fs from 'node:fs/promises'
import { createRequire } from 'node:module'
import os from 'node:os'
import path from 'node:path'
import { findChromium } from './chromium'
import { type Count, countPlaywright, countVitest } from './test-count'

const root = path.dirname(import.meta.dirname)
const require = createRequire(import.meta.url)
const steps: Record<string, () => Promise<Count>> = { biome, types, vitest, playwright }
const chosen = process.argv.slice(2)
const unknown = chosen.filter((name) => !(name in steps))
if (unknown.length > 0) {
  console.error(`There is no step ${unknown.join(', ')}; there are ${Object.keys(steps).join(', ')}`)
  process.exit(2)
}

const reports = await fs.mkdtemp(path.join(os.tmpdir(), 'folio-reports-'))
const total: Count = { passed: 0, failed: 0 }
const lines: string[] = []
for (const [name, step] of Object.entries(steps)) {
  if (chosen.length > 0 && !chosen.includes(name)) continue
  console.log(`\n── ${name} ──`)
  const startedAt = performance.now()
  const count = await step().catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error)
    return { passed: 0, failed: 1 }
  })
  total.passed += count.passed
  total.failed += count.failed
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(0)
  lines.push(`${name}: ${count.passed} passed, ${count.failed} failed (${seconds} s)`)
}
await fs.rm(reports, { recursive: true, force: true })
console.log(`\n${lines.join('\n')}\n${total.passed} passed, ${total.failed} failed`)
process.exitCode = total.failed > 0 || total.passed === 0 ? 1 : 0

async function biome(): Promise<Count> {
  return asCheck(await node('@biomejs/biome/bin/biome', ['ci']))
}

async function types(): Promise<Count> {
  // The types of pages and of CSS imports are made by Next; a fresh clone has none yet.
  const made = await node('next/dist/bin/next', ['typegen'])
  return asCheck(made === 0 ? await node('typescript/bin/tsc', ['--noEmit']) : made)
}

async function vitest(): Promise<Count> {
  const file = path.join(reports, 'vitest.json')
  const argv = ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${file}`]
  const code = await node('vitest/vitest.mjs', argv)
  return countVitest(await readJson(file), code)
}

async function playwright(): Promise<Count> {
  const file = path.join(reports, 'playwright.json')
  const code = await node('@playwright/test/cli', ['test', '--reporter=list,json'], {
    PLAYWRIGHT_JSON_OUTPUT_NAME: file,
    PLAYWRIGHT_CHROMIUM_PATH: await findChromium(),
  })
  return countPlaywright(await readJson(file), code)
}

function asCheck(code: number): Count {
  return code === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 }
}

/** Runs a program of an installed package, given as a file of it, and resolves to its exit code. */
function node(file: string, argv: string[], environment: Record<string, string> = {}): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [programOf(file), ...argv], {
      cwd: root,
      stdio: ['ignore', 'inherit', 'inherit'],
      env: { ...process.env, FORCE_COLOR: process.stdout.isTTY ? '1' : '0', ...environment },
    })
    child.once('error', reject)
    child.once('close', (code) => resolve(code ?? 1))
  })
}

/** Packages need not export their programs, so the file is looked up beside their package.json. */
function programOf(file: string): string {
  for (const folder of require.resolve.paths(file) ?? []) {
    const at = path.join(folder, file)
    for (const candidate of [at, `${at}.js`]) {
      if (existsSync(candidate)) return candidate
    }
  }
  throw new Error(`${file} is not installed: run \`npm ci\``)
}

async function readJson(file: string): Promise<unknown> {
  return fs
    .readFile(file, 'utf8')
    .then((text): unknown => JSON.parse(text))
    .catch(() => null)
}
