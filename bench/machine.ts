import os from 'node:os'

export type Machine = { cpu: string; cores: number; memoryGb: number; node: string; load1: number }

/** What the figures were measured on; `load1` says how quiet it was. */
export function machine(): Machine {
  const cpus = os.cpus()
  return {
    cpu: cpus[0]?.model.trim() ?? 'unknown',
    cores: cpus.length,
    memoryGb: Math.round(os.totalmem() / 2 ** 30),
    node: process.version,
    load1: Number((os.loadavg()[0] ?? 0).toFixed(1)),
  }
}
