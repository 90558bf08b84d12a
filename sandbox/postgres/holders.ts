import fs from 'node:fs/promises'
import path from 'node:path'
import type { Cluster } from './cluster'
import { isAlive } from './postmaster'

// Each process that uses a cluster leaves a file named after its pid. The last one to leave stops the server;
// the file of a killed process counts for nothing, since its pid is dead.

export async function hold(cluster: Cluster): Promise<void> {
  const count = (counts.get(cluster.holders) ?? 0) + 1
  counts.set(cluster.holders, count)
  await fs.writeFile(path.join(cluster.holders, String(process.pid)), '')
}

export async function dropHolder(cluster: Cluster): Promise<void> {
  const count = (counts.get(cluster.holders) ?? 1) - 1
  counts.set(cluster.holders, Math.max(0, count))
  if (count > 0) return
  await fs.rm(path.join(cluster.holders, String(process.pid)), { force: true })
}

/** The pids of live processes that hold the cluster, ours among them while we do. */
export async function liveHolders(cluster: Cluster): Promise<number[]> {
  const names = await fs.readdir(cluster.holders)
  return names.map(Number).filter((pid) => Number.isInteger(pid) && pid > 0 && isAlive(pid))
}

const counts = new Map<string, number>()
