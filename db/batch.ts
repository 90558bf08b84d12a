/** A question that waits for the next round. */
type Waiting<K, V> = { key: K; resolve: (value: V) => void; reject: (error: unknown) => void }

export type BatchLimits = {
  /** How many keys one round asks for at most. */
  sizeMax: number
  /** How many rounds are under way at most; keys that come meanwhile wait for the next. */
  runningMax: number
}

/**
 * Answers many single questions with few queries: what is asked in one turn of the event loop, or while
 * earlier rounds are under way, goes out together. Alone, a question goes out at once. `ask` answers in the
 * order of its keys.
 */
export function batched<K, V>(ask: (keys: K[]) => Promise<V[]>, limits: BatchLimits): (key: K) => Promise<V> {
  const waiting: Waiting<K, V>[] = []
  let running = 0
  let scheduled = false
  const schedule = () => {
    if (scheduled || running >= limits.runningMax || waiting.length === 0) return
    scheduled = true
    // After all that this turn of the loop has read from its sockets.
    setImmediate(() => {
      scheduled = false
      void round(waiting.splice(0, limits.sizeMax))
      schedule()
    })
  }
  const round = async (asked: Waiting<K, V>[]) => {
    running++
    try {
      const values = await ask(asked.map(({ key }) => key))
      asked.forEach(({ resolve }, i) => {
        resolve(values[i] as V)
      })
    } catch (error) {
      for (const { reject } of asked) reject(error)
    }
    running--
    schedule()
  }
  return (key) =>
    new Promise((resolve, reject) => {
      waiting.push({ key, resolve, reject })
      schedule()
    })
}
