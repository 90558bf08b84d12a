import { expect, test } from 'vitest'
import { gather } from './gather'

/** Work that is done when it is told to. */
function held(bounds: { sizeMax?: number; atOnceMax?: number; waitingMax?: number } = {}) {
  const batches: { inputs: number[]; finish: (error?: Error) => void }[] = []
  const ask = gather(
    (inputs: number[]) =>
      new Promise<string[]>((resolve, reject) => {
        const finish = (error?: Error) => (error ? reject(error) : resolve(inputs.map((n) => `done ${n}`)))
        batches.push({ inputs, finish })
      }),
    { sizeMax: 3, atOnceMax: 1, waitingMax: 5, ...bounds },
  )
  return { ask, batches, inputs: () => batches.map((batch) => batch.inputs) }
}
const turn = () => new Promise((resolve) => setImmediate(() => setImmediate(resolve)))

test('what comes together is worked on together, what comes meanwhile with the next, each answered for itself', async () => {
  const { ask, batches, inputs } = held()
  const first = [ask(1), ask(2)]
  await turn()
  const second = [ask(3), ask(4), ask(5), ask(6)]
  await turn()
  expect(inputs()).toEqual([[1, 2]])
  batches[0]?.finish()
  expect(await Promise.all(first)).toEqual(['done 1', 'done 2'])
  await turn()
  expect(inputs()).toEqual([
    [1, 2],
    [3, 4, 5],
  ])
  batches[1]?.finish()
  await turn()
  batches[2]?.finish()
  expect(await Promise.all(second)).toEqual(['done 3', 'done 4', 'done 5', 'done 6'])
  expect(inputs()[2]).toEqual([6])
})

test('several batches are worked on at once, no more than that', async () => {
  const { ask, batches, inputs } = held({ atOnceMax: 2 })
  const asked = [ask(1)]
  await turn()
  asked.push(ask(2))
  await turn()
  asked.push(ask(3), ask(4))
  await turn()
  expect(inputs()).toEqual([[1], [2]])
  batches[1]?.finish()
  await turn()
  expect(inputs()).toEqual([[1], [2], [3, 4]])
  for (const batch of batches) batch.finish()
  expect(await Promise.all(asked)).toHaveLength(4)
})

test('what is thrown is thrown to that batch alone, and too many that wait are refused', async () => {
  const { ask, batches } = held({ sizeMax: 1, waitingMax: 1 })
  const first = ask(1)
  await turn()
  const second = ask(2)
  await expect(ask(3)).rejects.toMatchObject({ code: 'rate_limited' })
  batches[0]?.finish(new Error('no'))
  await expect(first).rejects.toThrow('no')
  await turn()
  batches[1]?.finish()
  expect(await second).toBe('done 2')
})
