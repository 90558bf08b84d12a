import { DomainError } from '../errors'

/** Inputs of one batch, batches that are worked on at a time, and callers that may wait for theirs. */
export type GatherBounds = { sizeMax: number; atOnceMax: number; waitingMax: number }

/**
 * Gathers calls that come while earlier ones are being worked on, and works on them together: a batch closes as
 * soon as one of those before is done, so that nobody waits for company, and the busier it is the larger batches
 * get. `work` answers in the order of its inputs; what it throws is thrown to each caller of that batch. Beyond
 * `waitingMax` callers are refused with `rate_limited`.
 */
export function gather<I, O>(
  work: (inputs: I[]) => Promise<O[]>,
  { sizeMax, atOnceMax, waitingMax }: GatherBounds,
): (input: I) => Promise<O> {
  type Caller = { input: I; resolve: (output: O) => void; reject: (error: unknown) => void }
  const waiting: Caller[] = []
  let working = 0
  const next = async () => {
    const batch = waiting.splice(0, sizeMax)
    try {
      const outputs = await work(batch.map((caller) => caller.input))
      for (const [i, { resolve }] of batch.entries()) resolve(outputs[i] as O)
    } catch (error) {
      for (const { reject } of batch) reject(error)
    }
    working -= 1
    if (waiting.length > 0) start()
  }
  const start = () => {
    if (working >= atOnceMax) return
    working += 1
    // A turn of the loop later: whatever has arrived by then comes along.
    setImmediate(() => void next())
  }
  return (input) =>
    new Promise<O>((resolve, reject) => {
      if (waiting.length >= waitingMax) {
        reject(new DomainError('rate_limited', { message: 'Too many requests at once: try again shortly' }))
        return
      }
      waiting.push({ input, resolve, reject })
      // Those that wait are already on their way; the first of the next batch sets off another.
      if (waiting.length === 1) start()
    })
}
