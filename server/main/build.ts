import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import fs from 'node:fs/promises'
import { createRequire } from 'node:module'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { StartError } from './start-error'
import { compressFiles } from './static-files'

/** The checkout. */
export const ROOT = fileURLToPath(new URL('../..', import.meta.url))

const STATIC = path.join('.next', 'static')
/** The scripts, styles and fonts of the build. */
export const STATIC_FOLDER = path.join(ROOT, STATIC)

/**
 * Builds the pages with `next build` unless `.next` was built from the very sources that are there now. The
 * fingerprint of the sources is kept beside the build.
 *
 * @throws StartError when the build fails; what went wrong is on the terminal by then.
 */
export async function buildIfStale(root = ROOT): Promise<void> {
  const fingerprint = await fingerprintOf(root)
  const mark = path.join(root, '.next', 'folio-sources')
  if (
    (await readOr(mark, '')) === fingerprint &&
    (await readOr(path.join(root, '.next', 'BUILD_ID'), '')) !== ''
  )
    return
  console.log('Building the pages (once after each change, about a minute)…')
  const hadCache = (await readOr(path.join(root, '.next', 'BUILD_ID'), '')) !== ''
  let code = await nextBuild(root)
  if (code !== 0 && hadCache) {
    // A failed Turbopack build can leave a cache that fails every later one.
    await fs.rm(path.join(root, '.next'), { recursive: true, force: true })
    code = await nextBuild(root)
  }
  if (code !== 0) {
    await fs.rm(mark, { force: true })
    throw new StartError('The pages could not be built; the reason stands above')
  }
  await compressFiles(path.join(root, STATIC))
  await fs.writeFile(mark, fingerprint)
}

/** What the pages are built from; they never import the sandbox. */
const SOURCES = [
  'app',
  'components',
  'db',
  'messages',
  'public',
  'server',
  'next.config.mjs',
  'postcss.config.mjs',
  'tsconfig.json',
  'package-lock.json',
]

async function fingerprintOf(root: string): Promise<string> {
  const hash = createHash('sha256').update(process.version)
  for (const source of SOURCES) {
    for (const file of await filesIn(path.join(root, source))) {
      hash
        .update(path.relative(root, file))
        .update('\0')
        .update(await fs.readFile(file))
    }
  }
  return hash.digest('hex')
}

async function filesIn(place: string): Promise<string[]> {
  const stat = await fs.stat(place).catch(() => null)
  if (stat === null) return []
  if (stat.isFile()) return [place]
  const names = (await fs.readdir(place)).filter((name) => !/\.test\.tsx?$/.test(name)).sort()
  const nested = await Promise.all(names.map((name) => filesIn(path.join(place, name))))
  return nested.flat()
}

function nextBuild(root: string): Promise<number | null> {
  const next = createRequire(import.meta.url).resolve('next/dist/bin/next')
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [next, 'build'], { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] })
    let output = ''
    const keep = (chunk: Buffer) => {
      output += chunk.toString('utf8')
    }
    child.stdout.on('data', keep)
    child.stderr.on('data', keep)
    child.once('error', reject)
    child.once('close', (code) => {
      // A good build has nothing to say to somebody who only wants to start.
      if (code !== 0) process.stderr.write(output)
      resolve(code)
    })
  })
}

async function readOr(file: string, otherwise: string): Promise<string> {
  return fs.readFile(file, 'utf8').catch(() => otherwise)
}
