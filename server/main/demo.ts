import fs from 'node:fs/promises'
import path from 'node:path'
import { z } from 'zod'
import type { Demo } from '@/sandbox/seed'
import type { Ctx } from '@/server/ctx'
import { DomainError } from '@/server/errors'
import { ownerScope } from '@/server/usecases/owner'
import { StartError } from './start-error'

/** What the banner shows; `seedDemo` answers more. */
const KeptDemo = z.object({
  owner: z.object({ email: z.string(), name: z.string() }),
  customer: z.object({ email: z.string(), name: z.string(), bucketId: z.string() }),
  apiKey: z.string(),
  accessToken: z.string(),
  refreshToken: z.string(),
}) satisfies z.ZodType<Demo>

/**
 * The demo of this installation: made on the first start of an empty sandbox, remembered in
 * `<dataDir>/demo.json` afterwards. Null when its owners came in another way.
 */
export async function demoOf(
  ctx: Ctx,
  options: { dataDir: string; stripeUrl: string },
): Promise<Demo | null> {
  if (await hasHouse(ctx)) return readDemo(options.dataDir)
  return makeDemo(ctx, options)
}

/**
 * Fills an empty sandbox with the demo and remembers its keys.
 *
 * @throws DomainError `conflict` when there is a house already.
 */
export async function makeDemo(ctx: Ctx, options: { dataDir: string; stripeUrl: string }): Promise<Demo> {
  if (await hasHouse(ctx)) {
    throw new DomainError('conflict', {
      message: 'There are owners already: the demo fills an empty Folio only',
    })
  }
  await fs.writeFile(seedingMark(options.dataDir), String(process.pid), { mode: 0o600 })
  const { seedDemo } = await import('@/sandbox/seed')
  const demo = await seedDemo(ctx, { stripeUrl: options.stripeUrl })
  await fs.writeFile(demoFile(options.dataDir), `${JSON.stringify(demo, null, 2)}\n`, { mode: 0o600 })
  await fs.rm(seedingMark(options.dataDir), { force: true })
  return demo
}

/** True when a start was killed in the middle of the demo: what there is then is half of it. */
export function wasSeeding(dataDir: string): Promise<boolean> {
  return fs.access(seedingMark(dataDir)).then(
    () => true,
    () => false,
  )
}

export async function forgetSeeding(dataDir: string): Promise<void> {
  await fs.rm(seedingMark(dataDir), { force: true })
}

const demoFile = (dataDir: string) => path.join(dataDir, 'demo.json')
const seedingMark = (dataDir: string) => path.join(dataDir, 'seeding')

async function hasHouse(ctx: Ctx): Promise<boolean> {
  try {
    await ownerScope(ctx)
    return true
  } catch (error) {
    if (error instanceof DomainError && error.code === 'not_found') return false
    throw error
  }
}

async function readDemo(dataDir: string): Promise<Demo | null> {
  const text = await fs.readFile(demoFile(dataDir), 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null
    throw new StartError(`${demoFile(dataDir)} cannot be read: ${error.code}`)
  })
  if (text === null) return null
  const demo = KeptDemo.safeParse(parseJson(text))
  return demo.data ?? null
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
