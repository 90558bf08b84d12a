import { createReadStream, createWriteStream } from 'node:fs'
import { rename, rm } from 'node:fs/promises'
import path from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGunzip, createGzip } from 'node:zlib'
import { CopyError, copyDatabase, restoreDatabase } from '@/db/copy'
import { env } from '@/server/env'
import { DomainError } from '@/server/errors'
import { type Command, given } from './command'

export const backup: Command = {
  kind: 'work',
  summary: 'Write the whole database into a file, as of now; Folio may run meanwhile',
  required: { to: '<file>' },
  optional: {},
  run: async (_, options) => {
    const file = path.resolve(given(options, 'to'))
    await writeBackup(env().databaseUrl, file)
    return { file }
  },
}

export const restore: Command = {
  kind: 'work',
  summary: 'Put a backup into an empty database; Folio must not run',
  required: { from: '<file>' },
  optional: {},
  run: async ({ running }, options) => {
    if (running !== null) throw new DomainError('conflict', { message: 'Stop Folio first' })
    return readBackup(env().databaseUrl, path.resolve(given(options, 'from')))
  },
}

/** Writes beside the file and then in its place: what has its name is whole. Only its owner may read it. */
export async function writeBackup(databaseUrl: string, file: string): Promise<void> {
  const draft = `${file}.part`
  try {
    const out = createWriteStream(draft, { mode: 0o600 })
    await pipeline(Readable.from(copyDatabase(databaseUrl)), createGzip(), out)
    await rename(draft, file)
  } catch (error) {
    await rm(draft, { force: true })
    throw error
  }
}

/** Puts a file of `writeBackup` into an empty database. */
export async function readBackup(databaseUrl: string, file: string): Promise<{ tables: number }> {
  const input = createReadStream(file)
  const copy = input.pipe(createGunzip())
  input.on('error', (error) => copy.destroy(error))
  try {
    return await restoreDatabase(databaseUrl, copy)
  } catch (error) {
    if (error instanceof CopyError) throw new DomainError('conflict', { message: error.message })
    throw error
  } finally {
    input.destroy()
  }
}
