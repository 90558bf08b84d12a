import { randomBytes } from 'node:crypto'
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
  const draft = `${file}.${process.pid}`
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

function parse(file: string, text: string): Secrets {
  try {
    return Secrets.parse(JSON.parse(text))
  } catch {
    throw new StartError(`${file} is damaged: delete it, and everyone signs in again`)
  }
}
