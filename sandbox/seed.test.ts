import { sql } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { testkit } from '@/server/testkit'
import { seedDemo } from './seed'

const kit = testkit()

test('the demo has customers in every state, made by the verbs themselves', async () => {
  const now = new Date('2026-11-21T12:00:00Z')
  const ctx = kit.ctx({ now, actor: { kind: 'operator' } })
  const demo = await seedDemo(ctx, { stripeUrl: kit.stripeUrl })
  expect(demo.apiKey).toMatch(/^folio_/)
  const states = await ctx.db.execute<{ email: string; status: string }>(sql`
    select c.email, s.status from subscription s join customer c on c.id = s.customer_id order by c.id`)
  expect(states.map(({ email, status }) => [email, status])).toEqual([
    ['owner@example.com', 'trialing'],
    ['customer@example.com', 'active'],
    ['nova@example.com', 'active'],
    ['gone@example.com', 'canceled'],
    ['late@example.com', 'past_due'],
    ['lumen@example.com', 'active'],
    ['trial@example.com', 'trialing'],
    ['customer@example.com', 'trialing'],
  ])
  const [atlas] = await ctx.db.execute<{ paid: number; total: string }>(sql`
    select count(*)::int as paid, sum(total) as total from invoice i join customer c on c.id = i.customer_id
    where c.bucket_id = ${demo.customer.bucketId} and i.status = 'paid'`)
  expect(atlas).toEqual({ paid: 7, total: String(7 * 5_831) })
}, 120_000)
