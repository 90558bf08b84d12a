import { openDatabase } from '@/db'
import { wallNow } from '@/server/clock'
import type { Ctx } from '@/server/ctx'
import { env, publishRuntime, type Settings } from '@/server/env'
import { startEmbedded } from '@/server/main/embedded'
import { type RunFile, readRunFile } from '@/server/main/run-file'
import { connectStripe } from '@/server/stripe/connect'

export type OpenFolio = { ctx: Ctx; running: RunFile | null; close(): Promise<void> }

/** A command is one conversation with the database, `worker` a few. */
const POOL_MAX = 5

/**
 * What a command needs, as the operator: the parts of the Folio that runs from this data folder, or else parts
 * of its own for as long as the command takes.
 *
 * @throws StartError or EnvError with one line when something cannot be had.
 */
export async function openFolio(settings: Settings, notice: (line: string) => void): Promise<OpenFolio> {
  const running = await readRunFile(settings.dataDir)
  let stop = async (): Promise<void> => undefined
  if (running !== null) publishRuntime(running.runtime)
  else {
    const embedded = await startEmbedded(settings, notice)
    stop = embedded.stop
    publishRuntime(embedded.runtime)
  }
  const { databaseUrl, stripe } = env()
  const database = openDatabase(databaseUrl, { poolMax: POOL_MAX })
  const ctx: Ctx = {
    db: database.db,
    now: wallNow(),
    actor: { kind: 'operator' },
    stripe: connectStripe({
      secretKey: stripe.secretKey,
      webhookSecret: stripe.webhookSecret,
      ...(stripe.apiUrl === null ? {} : { sandboxUrl: stripe.apiUrl }),
    }),
  }
  return {
    ctx,
    running,
    close: async () => {
      await database.close()
      await stop()
    },
  }
}
