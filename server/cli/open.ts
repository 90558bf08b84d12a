import type { Ctx } from '@/server/ctx'
import { publishRuntime, type Settings } from '@/server/env'
import { type RunFile, readRunFile } from '@/server/main/run-file'
import { closeWire, ctxFor } from '@/server/wire'

export type OpenFolio = { ctx: Ctx; running: RunFile | null; close(): Promise<void> }

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
    const { startEmbedded } = await import('@/server/main/embedded')
    const embedded = await startEmbedded(settings, notice)
    stop = embedded.stop
    publishRuntime(embedded.runtime)
  }
  return {
    ctx: ctxFor({ kind: 'operator' }),
    running,
    close: async () => {
      await closeWire()
      await stop()
    },
  }
}
