import fs from 'node:fs/promises'
import path from 'node:path'
import { z } from 'zod'
import { isAlive } from '@/sandbox/postgres/postmaster'
import { Runtime } from '@/server/env'

const RunFile = z.object({
  pid: z.number().int(),
  startedAt: z.iso.datetime(),
  web: z.object({ url: z.string(), port: z.number().int() }),
  database: z.object({ url: z.string(), embedded: z.boolean() }),
  stripe: z.object({ url: z.string(), port: z.number().int() }).nullable(),
  mailbox: z.object({ url: z.string() }).nullable(),
  worker: z.enum(['on', 'off']),
  runtime: Runtime,
})

/** Where each part of a running Folio is: `<dataDir>/run.json`, how the `folio` command finds it. */
export type RunFile = z.infer<typeof RunFile>

/** The running Folio of this data folder; null when none runs (a file that a killed one left counts for nothing). */
export async function readRunFile(dataDir: string): Promise<RunFile | null> {
  const text = await fs.readFile(fileIn(dataDir), 'utf8').catch(() => null)
  if (text === null) return null
  const run = RunFile.safeParse(parseJson(text)).data
  if (run === undefined || !isAlive(run.pid)) return null
  // After a reboot the pid may be anybody's: the web server has the last word.
  return (await answers(run.web.url, run.pid)) ? run : null
}

/** Written for its owner's eyes alone, since it holds the address of the database. */
export async function writeRunFile(dataDir: string, run: RunFile): Promise<void> {
  const draft = `${fileIn(dataDir)}.${process.pid}`
  await fs.writeFile(draft, `${JSON.stringify(run, null, 2)}\n`, { mode: 0o600 })
  await fs.rename(draft, fileIn(dataDir))
}

export async function removeRunFile(dataDir: string): Promise<void> {
  await fs.rm(fileIn(dataDir), { force: true })
}

/** Answered by the web server itself, before the API and the pages, with its pid as text. */
export const PID_PATH = '/_folio/pid'

const ANSWER_DEADLINE_MS = 3_000

function fileIn(dataDir: string): string {
  return path.join(dataDir, 'run.json')
}

async function answers(url: string, pid: number): Promise<boolean> {
  try {
    const response = await fetch(new URL(PID_PATH, url), { signal: AbortSignal.timeout(ANSWER_DEADLINE_MS) })
    return (await response.text()) === String(pid)
  } catch {
    return false
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
