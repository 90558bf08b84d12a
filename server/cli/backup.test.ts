import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openDatabase } from '@/db'
import { customer, event, invoice, invoiceLine, ledgerTransfer, payment } from '@/db/schema'
import { createTestDatabase, type TestDatabase } from '@/sandbox/postgres/test-database'
import { startStripeSandbox } from '@/sandbox/stripe/start'
import { START, testkit } from '@/server/testkit'
import { checkLedger } from '@/server/usecases/ledger-check'
import { ownerScope } from '@/server/usecases/owner'
import { addCard } from '@/server/usecases/payment-method'
import { readRevenueReport } from '@/server/usecases/report-mrr'
import { readStats } from '@/server/usecases/stats'
import { subscribe } from '@/server/usecases/subscribe'
import { readBackup, writeBackup } from './backup'

const kit = testkit()
let folder: string
let copy: TestDatabase
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'folio-backup-'))
  copy = await emptyOne()
})

/** As `folio restore` finds it: with the schema, and with the sandbox beside it. */
async function emptyOne(): Promise<TestDatabase> {
  const database = await createTestDatabase({ migrated: true })
  const sandbox = await startStripeSandbox({ databaseUrl: database.url })
  await sandbox.stop()
  return database
}

afterAll(async () => {
  await copy?.drop()
  await rm(folder, { recursive: true, force: true })
})

test('what was backed up is what is restored: the books agree, and every read answers the same', async () => {
  const owner = await kit.owner({ taxRatePpm: 190_000 })
  await kit.plan(owner.id, { code: 'team', prices: [{ amount: 4_900 }] })
  const ada = await kit.customer(owner.id, { email: 'ada@example.com' })
  await addCard(ada, { token: 'tok_visa' })
  await subscribe(await kit.at(ada, START), { plan: 'team' })
  // What COPY has to write in another way, and what would end a table if it did not.
  const name = 'Ada\t\\.\n\\N "Löwe" 🦁'
  await kit.database.db.execute(`update customer set name = '${name}' where id = '${ada.customer.id}'`)

  const file = path.join(folder, 'folio.backup')
  await writeBackup(kit.databaseUrl, file)
  await expect(readBackup(kit.databaseUrl, file)).rejects.toMatchObject({ code: 'conflict' })
  expect((await readBackup(copy.url, file)).tables).toBeGreaterThan(40)

  const restored = openDatabase(copy.url, { poolMax: 2 })
  try {
    const before = await ownerScope(kit.ctx(), owner.id)
    const after = await ownerScope({ ...kit.ctx(), db: restored.db }, owner.id)
    expect(await checkLedger(after)).toEqual([])
    expect(await readStats(after)).toEqual(await readStats(before))
    expect(await readRevenueReport(after, {})).toEqual(await readRevenueReport(before, {}))
    for (const table of [customer, invoice, invoiceLine, payment, ledgerTransfer, event])
      expect(await restored.db.select().from(table)).toEqual(await kit.database.db.select().from(table))
    expect((await restored.db.query.customer.findFirst())?.name).toBe(name)
    // An issued invoice is as unchangeable as before.
    await expect(restored.db.execute('update invoice set total = total + 1, net = net + 1')).rejects.toThrow()
  } finally {
    await restored.close()
  }
})

test('a file that is cut short, or is none of Folio’s, leaves the database as it was', async () => {
  const empty = await emptyOne()
  try {
    const whole = await readFile(path.join(folder, 'folio.backup'))
    const [cut, other] = [path.join(folder, 'cut'), path.join(folder, 'other')]
    await writeFile(cut, whole.subarray(0, whole.length / 2))
    await writeFile(other, 'hello')
    await expect(readBackup(empty.url, cut)).rejects.toThrow()
    await expect(readBackup(empty.url, other)).rejects.toThrow()
    expect((await readBackup(empty.url, path.join(folder, 'folio.backup'))).tables).toBeGreaterThan(40)
  } finally {
    await empty.drop()
  }
})
