import fs from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { PID_PATH, type RunFile, readRunFile, removeRunFile, writeRunFile } from './run-file'
import { keptSecrets } from './secrets'

let dataDir: string

beforeEach(async () => {
  dataDir = await fs.mkdtemp(path.join(os.tmpdir(), 'folio-test-files-'))
})

afterEach(async () => {
  await fs.rm(dataDir, { recursive: true, force: true })
})

describe('secrets', () => {
  test('are made once, also when two starts ask at once', async () => {
    const [one, two] = await Promise.all([keptSecrets(dataDir), keptSecrets(dataDir)])
    expect(two).toEqual(one)
    expect(await keptSecrets(dataDir)).toEqual(one)
    expect(one.authSecret).toHaveLength(64)
  })

  test('are for the eyes of their owner', async () => {
    await keptSecrets(dataDir)
    const { mode } = await fs.stat(path.join(dataDir, 'secrets.json'))
    expect(mode & 0o077).toBe(0)
    expect(await fs.readdir(dataDir)).toEqual(['secrets.json'])
  })

  test('make the folder they live in, or say why not', async () => {
    await keptSecrets(path.join(dataDir, 'new', 'data'))
    const file = path.join(dataDir, 'file')
    await fs.writeFile(file, '')
    await expect(keptSecrets(path.join(file, 'data'))).rejects.toThrow('cannot be used: it is not a folder')
  })

  test('a damaged file is named, not replaced', async () => {
    await fs.writeFile(path.join(dataDir, 'secrets.json'), '{')
    await expect(keptSecrets(dataDir)).rejects.toThrow('secrets.json is damaged')
  })
})

describe('run.json', () => {
  const runOf = (port: number, pid = process.pid): RunFile => ({
    pid,
    startedAt: '2026-01-01T00:00:00.000Z',
    web: { url: `http://127.0.0.1:${port}`, port },
    database: { url: 'postgres://folio@127.0.0.1/folio', embedded: true },
    stripe: null,
    mailbox: null,
    worker: 'on',
    runtime: {
      databaseUrl: 'postgres://folio@127.0.0.1/folio',
      stripeSandboxUrl: null,
      stripeScriptUrl: null,
      webhookSecret: null,
      mailboxSmtpUrl: null,
      authSecret: 'secret',
    },
  })

  async function serving<T>(answer: string, use: (port: number) => Promise<T>): Promise<T> {
    const server = createServer((request, response) => response.end(request.url === PID_PATH ? answer : ''))
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()))
    try {
      return await use((server.address() as AddressInfo).port)
    } finally {
      server.close()
    }
  }

  test('finds a running Folio and is for the eyes of its owner', () =>
    serving(String(process.pid), async (port) => {
      await writeRunFile(dataDir, runOf(port))
      expect(await readRunFile(dataDir)).toEqual(runOf(port))
      const { mode } = await fs.stat(path.join(dataDir, 'run.json'))
      expect(mode & 0o077).toBe(0)
      await removeRunFile(dataDir)
      expect(await readRunFile(dataDir)).toBeNull()
    }))

  test('of a Folio that was killed counts for nothing', async () => {
    const dead = 2 ** 22 + 1
    await writeRunFile(dataDir, runOf(1, dead))
    expect(await readRunFile(dataDir)).toBeNull()
  })

  test('counts for nothing when its pid or its port is now somebody else', () =>
    serving('another program', async (port) => {
      await writeRunFile(dataDir, runOf(port))
      expect(await readRunFile(dataDir)).toBeNull()
    }))

  test('counts for nothing when it is damaged', async () => {
    await fs.writeFile(path.join(dataDir, 'run.json'), '{"pid": 1}')
    expect(await readRunFile(dataDir)).toBeNull()
  })
})
