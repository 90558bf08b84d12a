import type { Command } from './command'

export const status: Command = {
  kind: 'look',
  summary: 'Say where the web server, the database, the Stripe sandbox and the mailbox are',
  required: {},
  optional: {},
  run: async (running) => {
    if (running === null) return { running: false }
    return {
      running: true,
      pid: running.pid,
      startedAt: running.startedAt,
      web: running.web,
      database: { ...address(running.database.url), embedded: running.database.embedded },
      stripe: running.stripe,
      mailbox: running.mailbox,
      worker: running.worker,
    }
  },
}

/** The whole address, password included, since whoever may read run.json may use the database. */
function address(url: string): { url: string; port: number } {
  return { url, port: Number(new URL(url).port || 5432) }
}
