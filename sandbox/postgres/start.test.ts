import { execFile, fork } from 'node:child_process'
import fs from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import postgres from 'postgres'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { canPass, canReach } from './account'
import { isAlive, readPostmaster } from './postmaster'
import { freePort, startPostgres } from './start'

let dataDir: string

beforeEach(async () => {
  dataDir = await fs.mkdtemp(path.join(os.tmpdir(), 'folio-start-'))
  await fs.chmod(dataDir, 0o755)
})

afterEach(async () => {
  await fs.rm(dataDir, { recursive: true, force: true })
})

const start = (options: { port?: number; onNotice?: (line: string) => void } = {}) =>
  startPostgres({ dataDir, durability: 'throwaway', ...options })

async function query<T>(url: string, use: (sql: postgres.Sql) => Promise<T>): Promise<T> {
  const sql = postgres(url, { max: 1 })
  try {
    return await use(sql)
  } finally {
    await sql.end()
  }
}

describe('startPostgres', () => {
  test('serves a UTF-8 database in UTC on loopback alone, and stops', async () => {
    const server = await start()
    const [row] = await query(
      server.url,
      (sql) => sql`select current_database() as name, current_setting('timezone') as zone,
        current_setting('server_encoding') as encoding, current_setting('listen_addresses') as address,
        current_setting('max_connections') as connections, lower('ÄÉ') as lowered`,
    )
    expect(row).toMatchObject({
      name: 'folio',
      zone: 'UTC',
      encoding: 'UTF8',
      address: '127.0.0.1',
      connections: '200',
      lowered: 'äé',
    })
    await server.stop()
    await expect(query(server.url, (sql) => sql`select 1`)).rejects.toMatchObject({ code: 'ECONNREFUSED' })
  })

  test('keeps the data between two starts and takes the port it is told', async () => {
    const first = await start()
    await query(first.url, (sql) => sql`create table kept as select 42 as answer`)
    await first.stop()
    const port = await freePort()
    const second = await start({ port })
    expect(second.port).toBe(port)
    const rows = await query(second.url, (sql) => sql`select answer from kept`)
    expect([...rows]).toEqual([{ answer: 42 }])
    await second.stop()
  })

  test('joins a live server, which ends with its last user', async () => {
    const [first, second] = await Promise.all([start(), start()])
    expect(second.url).toBe(first.url)
    await first.stop()
    await query(second.url, (sql) => sql`select 1`)
    await second.stop()
    await expect(query(second.url, (sql) => sql`select 1`)).rejects.toMatchObject({ code: 'ECONNREFUSED' })
  })

  test('recovers what was committed when the server is killed', async () => {
    const first = await startPostgres({ dataDir })
    await query(first.url, (sql) => sql`create table kept as select 42 as answer`)
    const killed = await readPostmaster(path.join(dataDir, 'postgres', 'data'))
    process.kill(killed?.pid ?? 0, 'SIGKILL')
    const second = await start()
    const rows = await query(second.url, (sql) => sql`select answer from kept`)
    expect([...rows]).toEqual([{ answer: 42 }])
    await first.stop()
    await second.stop()
  })

  test('takes over the server of a process that was killed', async () => {
    const child = fork(path.join(import.meta.dirname, 'start.test-child.ts'), [dataDir], {
      execArgv: ['--import', 'tsx'],
    })
    const url = await new Promise<string>((resolve) =>
      child.once('message', (message) => resolve(String(message))),
    )
    const ended = new Promise((resolve) => child.once('exit', resolve))
    child.kill('SIGKILL')
    await ended
    const server = await start()
    expect(server.url).toBe(url)
    await server.stop()
    const after = await readPostmaster(path.join(dataDir, 'postgres', 'data'))
    expect(after).toBeNull()
  })

  test('clears away a lock file that names a process of somebody else', async () => {
    const first = await start()
    await first.stop()
    const data = path.join(dataDir, 'postgres', 'data')
    const lock = [process.pid, data, 0, 1, '', '127.0.0.1', '', 'ready   ', ''].join('\n')
    await fs.writeFile(path.join(data, 'postmaster.pid'), lock, { mode: 0o644 })
    const second = await start()
    await query(second.url, (sql) => sql`select 1`)
    await second.stop()
  })

  test('makes its database anew', async () => {
    const server = await start()
    await query(server.url, (sql) => sql`create table kept as select 42 as answer`)
    await server.empty()
    const rows = await query(server.url, (sql) => sql`select to_regclass('kept') as found`)
    expect([...rows]).toEqual([{ found: null }])
    await server.stop()
  })

  test('refuses a wrong password', async () => {
    const server = await start()
    const url = new URL(server.url)
    url.password = 'guess'
    await expect(query(url.toString(), (sql) => sql`select 1`)).rejects.toMatchObject({ code: '28P01' })
    await server.stop()
  })

  test('says in one line that a data folder cannot be used', async () => {
    const file = path.join(dataDir, 'file')
    await fs.writeFile(file, '')
    await expect(startPostgres({ dataDir: file })).rejects.toThrow(
      `The data folder ${file} cannot be used: it is not a folder`,
    )
  })

  test('says in one line that the wanted port is taken', async () => {
    const other = await start()
    const elsewhere = path.join(dataDir, 'second')
    await expect(startPostgres({ dataDir: elsewhere, port: other.port })).rejects.toThrow(
      `Port ${other.port} is taken`,
    )
    await other.stop()
  })
})

describe('who runs it', () => {
  test('the server never runs as root', async () => {
    const server = await start()
    const postmaster = await readPostmaster(path.join(dataDir, 'postgres', 'data'))
    const { stdout } = await promisify(execFile)('ps', ['-o', 'uid=', '-p', String(postmaster?.pid)])
    expect(Number(stdout)).toBeGreaterThan(0)
    expect(isAlive(postmaster?.pid ?? 0)).toBe(true)
    await server.stop()
  })

  test('a folder is out of reach when one above it is closed', async () => {
    const closed = path.join(dataDir, 'closed')
    const inner = path.join(closed, 'inner')
    await fs.mkdir(inner, { recursive: true })
    const stranger = { uid: 64_999, gid: 64_999 }
    expect(await canPass(inner, stranger)).toBe(true)
    await fs.writeFile(path.join(inner, 'program'), '', { mode: 0o755 })
    expect(await canReach(path.join(inner, 'program'), stranger)).toBe(true)
    await fs.chmod(closed, 0o700)
    expect(await canPass(inner, stranger)).toBe(false)
    expect(await canReach(path.join(inner, 'program'), stranger)).toBe(false)
  })

  test('below a closed folder it works all the same', async () => {
    const closed = path.join(dataDir, 'closed')
    await fs.mkdir(closed, { mode: 0o700 })
    const notices: string[] = []
    const options = { dataDir: path.join(closed, '.data'), durability: 'throwaway' as const }
    const server = await startPostgres({ ...options, onNotice: (line) => notices.push(line) })
    await query(server.url, (sql) => sql`select 1`)
    await server.stop()
    // Only root needs to move: an ordinary user runs Postgres itself and may pass its own folders.
    expect(notices.length).toBe(process.getuid?.() === 0 ? 1 : 0)
    const moved = / in (\S+), /.exec(notices[0] ?? '')?.[1]
    if (moved !== undefined) await fs.rm(moved, { recursive: true })
  })
})
