import fs from 'node:fs/promises'
import path from 'node:path'

/** The account that Postgres runs under when we are root: Postgres refuses to run as root itself. */
export type RunAs = { uid: number; gid: number }

/**
 * The account for a cluster in `folder`: null (ourselves) unless we are root, then whoever owns an existing
 * cluster there, or `nobody`.
 */
export async function accountFor(folder: string): Promise<RunAs | null> {
  if (process.getuid?.() !== 0) return null
  const stat = await fs.lstat(folder).catch(() => null)
  if (stat !== null && stat.uid !== 0) return { uid: stat.uid, gid: stat.gid }
  return nobody()
}

/** True when the account may pass each folder above `file` and read and run (enter) `file` itself. */
export async function canReach(file: string, account: RunAs): Promise<boolean> {
  const real = await fs.realpath(file)
  for (let above = path.dirname(real); ; above = path.dirname(above)) {
    if (!(await allows(above, account, 0o1))) return false
    if (above === path.dirname(above)) break
  }
  // Libraries are mapped, not run, so reading is enough for those.
  return allows(real, account, real.includes('.so') ? 0o4 : 0o5)
}

/** True when the account may pass `folder` and each folder above it. */
export async function canPass(folder: string, account: RunAs): Promise<boolean> {
  const real = await fs.realpath(folder)
  for (let above = real; ; above = path.dirname(above)) {
    if (!(await allows(above, account, 0o1))) return false
    if (above === path.dirname(above)) return true
  }
}

async function allows(file: string, account: RunAs, bits: number): Promise<boolean> {
  const { mode, uid, gid } = await fs.stat(file)
  const shift = uid === account.uid ? 6 : gid === account.gid ? 3 : 0
  return ((mode >> shift) & bits) === bits
}

/** Postgres looks its account up by name, so it must be one that the system knows. */
async function nobody(): Promise<RunAs> {
  const passwd = await fs.readFile('/etc/passwd', 'utf8').catch(() => '')
  const accounts = passwd
    .split('\n')
    .map((line) => line.split(':'))
    .map(([name, , uid, gid]) => ({ name, uid: Number(uid), gid: Number(gid) }))
    .filter(({ uid, gid }) => uid > 0 && gid > 0)
  const chosen = accounts.find(({ name }) => name === 'nobody') ?? accounts[0]
  return chosen === undefined ? { uid: 65534, gid: 65534 } : { uid: chosen.uid, gid: chosen.gid }
}
