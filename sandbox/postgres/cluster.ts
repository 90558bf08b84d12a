import { createHash } from 'node:crypto'
import fs from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { accountFor, canPass, type RunAs } from './account'

/** Where one Postgres cluster lives, and the account it runs under (null: our own). */
export type Cluster = { folder: string; data: string; log: string; holders: string; runAs: RunAs | null }

/**
 * Makes the folder `<dataDir>/postgres` (0700, owned by the account that runs Postgres). When that account may
 * not pass one of the folders above it, the cluster goes below the system's temp folder under a name made from
 * dataDir, so that the next start finds it again, and `notice` is told.
 *
 * @throws Error with one line when a folder cannot be made or belongs to another user.
 */
export async function clusterIn(dataDir: string, notice: (line: string) => void): Promise<Cluster> {
  const wanted = path.resolve(dataDir)
  try {
    // The account of Postgres must pass this folder; what is private in it has a mode of its own.
    await fs.mkdir(wanted, { recursive: true, mode: 0o755 })
    await fs.access(wanted, fs.constants.R_OK | fs.constants.W_OK | fs.constants.X_OK)
  } catch (error) {
    throw new Error(`The data folder ${wanted} cannot be used: ${reason(error)}`)
  }
  const root = await fs.realpath(wanted)
  const home = path.join(root, 'postgres')
  const runAs = await accountFor(home)
  if (runAs === null || (await canPass(root, runAs))) return made(home, runAs)
  const name = createHash('sha256').update(root).digest('hex').slice(0, 16)
  const away = path.join(os.tmpdir(), `folio-postgres-data-${name}`)
  notice(
    `Postgres keeps its files in ${away}, which a reboot may clear: the account it runs under cannot pass ${root}`,
  )
  return made(away, await accountFor(away))
}

async function made(folder: string, runAs: RunAs | null): Promise<Cluster> {
  const owner = runAs?.uid ?? process.getuid?.()
  try {
    await fs.mkdir(folder, { mode: 0o700 })
    if (runAs) await fs.chown(folder, runAs.uid, runAs.gid)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') {
      throw new Error(`The data folder ${folder} cannot be made: ${reason(error)}`)
    }
  }
  const stat = await fs.lstat(folder)
  // Killed between mkdir and chown: the folder is still root's and empty.
  if (runAs && stat.uid === 0 && stat.isDirectory()) await fs.chown(folder, runAs.uid, runAs.gid)
  else if (!stat.isDirectory() || (owner !== undefined && stat.uid !== owner)) {
    throw new Error(`The data folder ${folder} belongs to another user (an earlier start as root?)`)
  }
  const holders = path.join(folder, 'holders')
  await fs.mkdir(holders, { recursive: true, mode: 0o700 })
  return { folder, data: path.join(folder, 'data'), log: path.join(folder, 'server.log'), holders, runAs }
}

function reason(error: unknown): string {
  const code = (error as NodeJS.ErrnoException).code
  if (code === 'EACCES' || code === 'EPERM') return 'permission denied'
  if (code === 'ENOTDIR' || code === 'EEXIST') return 'it is not a folder'
  if (code === 'EROFS') return 'the file system is read-only'
  return error instanceof Error ? error.message : String(error)
}
