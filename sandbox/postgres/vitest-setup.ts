import fs from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import type { TestProject } from 'vitest/node'
import { discardAbandoned, startPostgres } from './start'

declare module 'vitest' {
  export interface ProvidedContext {
    /** The throw-away server of this test run, as its superuser. */
    postgresUrl: string
  }
}

const PREFIX = 'folio-test-'
/** Playwright's product leaves the same kind of folder behind when it is killed. */
const ABANDONED = /^folio-(test|e2e)-/

/** vitest's globalSetup: one throw-away Postgres for the whole run, gone when it ends. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  await discardKilledRuns()
  const dataDir = await fs.mkdtemp(path.join(os.tmpdir(), PREFIX))
  await fs.chmod(dataDir, 0o755)
  const server = await startPostgres({ dataDir, durability: 'throwaway' })
  project.provide('postgresUrl', server.url)
  return async () => {
    await server.stop()
    await fs.rm(dataDir, { recursive: true, force: true })
  }
}

/** A run that was killed could not stop its server; the next one does it for it. */
async function discardKilledRuns(): Promise<void> {
  const names = await fs.readdir(os.tmpdir())
  for (const name of names.filter((entry) => ABANDONED.test(entry))) {
    const dataDir = path.join(os.tmpdir(), name)
    const stat = await fs.lstat(dataDir).catch(() => null)
    if (stat?.uid !== process.getuid?.()) continue
    const old = stat !== null && Date.now() - stat.mtimeMs > 60_000
    if (old) await discardAbandoned(dataDir)
  }
}
