import { randomBytes, randomUUID } from 'node:crypto'
import fs from 'node:fs/promises'
import path from 'node:path'
import { z } from 'zod'
import { StartError } from './start-error'

const Secrets = z.object({ authSecret: z.string().min(32), webhookSecret: z.string().min(16) })
export type Secrets = z.infer<typeof Secrets>

/**
 * The secrets of a Folio that nobody gave any: made once, kept in `<dataDir>/secrets.json` for its owner's eyes
 * alone, so that sessions and unsent webhooks survive a restart.
 *
 * @throws StartError when the file is there but cannot be read.
 */
export async function keptSecrets(dataDir: string): Promise<Secrets> {
  await makeDataDir(dataDir)
  const file = path.join(dataDir, 'secrets.json')
  const text = await fs.readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null
    throw new StartError(`${file} cannot be read: ${error.code}`)
  })
  if (text !== null) return parse(file, text)
  const made = {
    authSecret: randomBytes(32).toString('hex'),
    webhookSecret: `whsec_${randomBytes(24).toString('hex')}`,
  }
  // Of this call alone: two in one process must not share it either.
  const draft = `${file}.${randomUUID()}`
  await fs.writeFile(draft, `${JSON.stringify(made, null, 2)}\n`, { mode: 0o600 })
  try {
    // A link, unlike a rename, leaves the file of whoever came first.
    await fs.link(draft, file)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  } finally {
    await fs.rm(draft, { force: true })
  }
  return parse(file, await fs.readFile(file, 'utf8'))
}

/**
 * Makes the folder that Folio keeps its files in. Postgres, under an account of its own, must pass it; what is
 * private in it has a mode of its own.
 *
 * @throws StartError with one line when it cannot be.
 */
export async function makeDataDir(dataDir: string): Promise<void> {
  try {
    await fs.mkdir(dataDir, { recursive: true, mode: 0o755 })
    await fs.access(dataDir, fs.constants.R_OK | fs.constants.W_OK | fs.constants.X_OK)
  } catch (error) {
    const { code = String(error) } = error as NodeJS.ErrnoException
    throw new StartError(`The data folder ${dataDir} cannot be used: ${REASONS[code] ?? code}`)
  }
}

const REASONS: Record<string, string> = {
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EROFS: 'the file system is read-only',
  ENOTDIR: 'it is not a folder',
  EEXIST: 'it is not a folder',
  ENOSPC: 'the disk is full',
}

function parse(file: string, text: string): Secrets {
  try {
    return Secrets.parse(JSON.parse(text))
  } catch {
    throw new StartError(`${file} is damaged: delete it, and everyone signs in again`)
  }
}
