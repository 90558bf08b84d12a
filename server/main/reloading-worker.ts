import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { watch } from 'node:fs'
import path from 'node:path'
import { ROOT } from './build'

/** What the jobs are made of. */
const WATCHED = ['server', 'db', 'messages']
/** Editors write a file in several steps. */
const SETTLE_MS = 300

/**
 * The worker of `npm run dev`: a process of its own that is started again whenever its code changes. Next reloads
 * the pages and the APIs by itself.
 */
export function startReloadingWorker(): { stop(): Promise<void> } {
  let child = start()
  let timer: NodeJS.Timeout | undefined
  const restart = async () => {
    await end(child)
    child = start()
  }
  const watchers = WATCHED.map((folder) =>
    watch(path.join(ROOT, folder), { recursive: true }, () => {
      clearTimeout(timer)
      timer = setTimeout(() => void restart(), SETTLE_MS)
    }),
  )
  return {
    stop: async () => {
      for (const watcher of watchers) watcher.close()
      clearTimeout(timer)
      await end(child)
    },
  }
}

function start(): ChildProcess {
  return fork(path.join(ROOT, 'scripts', 'worker.mjs'), { cwd: ROOT })
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = once(child, 'exit')
  child.kill('SIGTERM')
  await ended
}
