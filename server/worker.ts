import { startWorker } from './jobs/schedule'
import { closeWire, jobDeps } from './wire'

/** Runs the jobs in a process of its own until it is told to stop, or until the process that started it is gone. */
export async function main(): Promise<void> {
  const worker = startWorker(jobDeps())
  await new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'disconnect'] as const) process.once(signal, () => resolve())
  })
  await worker.stop()
  await closeWire()
  process.exit(0)
}
