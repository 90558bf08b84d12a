/** Work that repeats until it is stopped. */
export type Loop = {
  /** Lets the turn that is running finish, then resolves. */
  stop(): Promise<void>
}

export type LoopOptions = {
  /** One turn; answers how many pieces of work it did. */
  turn(): Promise<number>
  /** How long to wait after a turn that found nothing. */
  idleMs: number
  /** How long to wait after a turn that threw, doubled each time up to a minute. */
  retryMs: number
  onError(error: unknown): void
}

const RETRY_MS_MAX = 60_000

/** Repeats `turn`: at once while there is work, after a pause when there is none, later when it fails. */
export function startLoop(options: LoopOptions): Loop {
  const stopping = new AbortController()
  const done = (async () => {
    let retryMs = options.retryMs
    while (!stopping.signal.aborted) {
      try {
        const count = await options.turn()
        retryMs = options.retryMs
        if (count === 0) await pause(options.idleMs, stopping.signal)
      } catch (error) {
        options.onError(error)
        await pause(retryMs, stopping.signal)
        retryMs = Math.min(retryMs * 2, RETRY_MS_MAX)
      }
    }
  })()
  return {
    stop: () => {
      stopping.abort()
      return done
    },
  }
}

function pause(delayMs: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve()
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer)
      signal.removeEventListener('abort', end)
      resolve()
    }
    const timer = setTimeout(end, delayMs)
    signal.addEventListener('abort', end)
  })
}
