import { once } from 'node:events'
import { startWorker } from '@/server/jobs/schedule'
import { jobDeps } from '@/server/wire'
import type { Command } from './command'

export const worker: Command = {
  kind: 'work',
  summary: 'Run the jobs until stopped; run as many as you like',
  required: {},
  optional: {},
  run: async ({ say, stopped }) => {
    const running = startWorker(jobDeps())
    say('The worker runs. Ctrl-C stops it.')
    if (!stopped.aborted) await once(stopped, 'abort')
    await running.stop()
    return { stopped: true }
  },
}
