import fs from 'node:fs/promises'
import path from 'node:path'

/** What a running server says of itself in `postmaster.pid` (Postgres documentation, "Database File Layout"). */
export type Postmaster = { pid: number; port: number; ready: boolean }

/** Reads `<data>/postmaster.pid`; null when there is none or it is still being written. */
export async function readPostmaster(data: string): Promise<Postmaster | null> {
  const text = await fs.readFile(path.join(data, 'postmaster.pid'), 'utf8').catch(() => '')
  const lines = text.split('\n')
  const pid = Number(lines[0])
  if (!Number.isInteger(pid) || pid <= 0) return null
  return { pid, port: Number(lines[3]), ready: lines[7]?.trim() === 'ready' }
}

/**
 * Removes a `postmaster.pid` whose pid is now another program's, or a dead process that nobody has reaped (as
 * in a container without an init): Postgres would take either for a live server and refuse to start. A pid
 * that is simply gone is left to Postgres, which knows better how to check for survivors.
 */
export async function removeIfStale(data: string): Promise<void> {
  const running = await readPostmaster(data)
  if (running === null || !isAlive(running.pid)) return
  const entry = `/proc/${running.pid}`
  const known = await fs.access(entry).then(
    () => true,
    () => false,
  )
  if (!known) return
  // Postgres works in its data folder; a dead process has no working folder.
  const folder = await fs.readlink(`${entry}/cwd`).catch((error: NodeJS.ErrnoException) => error.code)
  if (folder === 'EACCES' || folder === (await fs.realpath(data))) return
  await fs.rm(path.join(data, 'postmaster.pid'), { force: true })
}

/** True when a process with this pid exists, whoever owns it. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
