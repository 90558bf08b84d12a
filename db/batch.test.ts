import { expect, test } from 'vitest'
import { batched } from './batch'

const LIMITS = { sizeMax: 3, runningMax: 1 }

test('what is asked in one turn goes out together, and each gets its own answer', async () => {
  const rounds: number[][] = []
  const double = batched(async (keys: number[]) => {
    rounds.push(keys)
    return keys.map((key) => key * 2)
  }, LIMITS)
  expect(await Promise.all([1, 2, 3].map(double))).toEqual([2, 4, 6])
  expect(rounds).toEqual([[1, 2, 3]])
})

test('no round is larger, and no more rounds run at once, than allowed', async () => {
  const sizes: number[] = []
  let running = 0
  const ask = batched(async (keys: number[]) => {
    sizes.push(keys.length)
    expect(++running).toBe(1)
    await new Promise((resolve) => setTimeout(resolve, 5))
    running--
    return keys
  }, LIMITS)
  const all = Array.from({ length: 8 }, (_, i) => i)
  expect(await Promise.all(all.map(ask))).toEqual(all)
  expect(sizes).toEqual([3, 3, 2])
})

test('a round that fails fails its own questions only; the next is asked again', async () => {
  let round = 0
  const ask = batched(async (keys: string[]) => {
    if (round++ === 0) throw new Error('away')
    return keys
  }, LIMITS)
  await expect(Promise.allSettled([ask('a'), ask('b')])).resolves.toMatchObject([
    { status: 'rejected' },
    { status: 'rejected' },
  ])
  expect(await ask('c')).toBe('c')
})
