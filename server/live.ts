import type { Listening } from '@/db/listen'

/** What a page is told of an owner's business: only that something moved, never what. */
export type Follower = { moved(): void; closed(): void }

/** Tells this process's open pages when money moves, whichever process moved it. */
export type Live = {
  /** Tells from now on, until the answer is called. */
  follow(ownerId: string, follower: Follower): () => void
  /** Whether anything moved after an instant (wall clock, ms); true where nobody was listening yet. */
  hasMovedSince(ownerId: string, atMs: number): boolean
  close(): Promise<void>
}

/** The channel that a trigger on events tells the owner's id on, once per transaction. */
export const MONEY_CHANNEL = 'folio_money'

export type LivePorts = {
  listen(channel: string, on: { payload(text: string): void; connected(): void }): Promise<Listening>
  nowMs(): number
  onError(error: unknown): void
}

/** Owners that the last movement is remembered of; the one that is longest ago is forgotten first. */
const REMEMBERED_MAX = 10_000

/** One connection that listens, opened for the first page that follows. Without it pages are only not told. */
export function createLive({ listen, nowMs, onError }: LivePorts): Live {
  const followers = new Map<string, Set<Follower>>()
  const movedAt = new Map<string, number>()
  let listening: Promise<Listening | null> | null = null
  let hearsSince = Number.POSITIVE_INFINITY

  const moved = (ownerId: string) => {
    movedAt.delete(ownerId)
    movedAt.set(ownerId, nowMs())
    if (movedAt.size > REMEMBERED_MAX) movedAt.delete(movedAt.keys().next().value ?? '')
    for (const follower of followers.get(ownerId) ?? []) follower.moved()
  }
  const connected = () => {
    const isAgain = hearsSince !== Number.POSITIVE_INFINITY
    hearsSince = nowMs()
    // Whatever was told while the connection was lost, nobody heard.
    if (isAgain) for (const ownerId of followers.keys()) moved(ownerId)
  }
  const start = async (): Promise<Listening | null> => {
    try {
      return await listen(MONEY_CHANNEL, { payload: moved, connected })
    } catch (error) {
      onError(error)
      // The next page that follows tries again.
      listening = null
      return null
    }
  }
  return {
    follow(ownerId, follower) {
      listening ??= start()
      const all = followers.get(ownerId) ?? new Set()
      followers.set(ownerId, all.add(follower))
      return () => {
        all.delete(follower)
        if (all.size === 0 && followers.get(ownerId) === all) followers.delete(ownerId)
      }
    },
    hasMovedSince: (ownerId, atMs) =>
      atMs < hearsSince || (movedAt.get(ownerId) ?? Number.NEGATIVE_INFINITY) > atMs,
    async close() {
      for (const follower of [...followers.values()].flatMap((all) => [...all])) follower.closed()
      followers.clear()
      const open = listening
      listening = null
      await (await open)?.close()
    },
  }
}
