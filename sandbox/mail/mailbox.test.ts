import nodemailer from 'nodemailer'
import postgres from 'postgres'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '@/sandbox/postgres/test-database'
import { type Mailbox, startMailbox } from './start'
import { MESSAGES_MAX } from './store'

let database: TestDatabase
let mailbox: Mailbox

beforeAll(async () => {
  database = await createTestDatabase()
  mailbox = await startMailbox({ databaseUrl: database.url })
})
afterAll(async () => {
  await mailbox.stop()
  await database.drop()
})

async function send(mail: nodemailer.SendMailOptions) {
  const transport = nodemailer.createTransport(mailbox.smtpUrl)
  try {
    return await transport.sendMail({ from: 'Folio <no-reply@demo.test>', text: 'Hello', ...mail })
  } finally {
    transport.close()
  }
}

const get = (path: string) => mailbox.fetch(new Request(`http://localhost${path}`))
const json = async (path: string) => (await get(path)).json()

test('a sent mail is read back as it was', async () => {
  const pdf = Buffer.from('%PDF-1.7 \u0000 bytes')
  await send({
    to: '"Åsa, 山田" <Asa@Demo.test>',
    replyTo: 'billing@northwind.example',
    subject: 'Receipt for €49.00 — 領収書',
    html: '<p>Grüße <a href="https://example.test/?a=1&amp;b=2">here</a></p>',
    text: 'Grüße\nhttps://example.test/?a=1&b=2',
    attachments: [{ filename: 'Reçu 1.pdf', contentType: 'application/pdf', content: pdf }],
  })
  const { messages } = await json('/sandbox/mail.json?to=asa@demo.TEST')
  expect(messages).toHaveLength(1)
  expect(messages[0]).toMatchObject({
    from: 'Folio <no-reply@demo.test>',
    to: ['asa@demo.test'],
    replyTo: 'billing@northwind.example',
    subject: 'Receipt for €49.00 — 領収書',
    html: expect.stringContaining('Grüße <a href="https://example.test/?a=1&amp;b=2">'),
    text: expect.stringContaining('Grüße\nhttps://example.test/?a=1&b=2'),
    links: ['https://example.test/?a=1&b=2'],
    attachments: [{ filename: 'Reçu 1.pdf', contentType: 'application/pdf', size: pdf.length }],
  })
  const file = await get(messages[0].attachments[0].path)
  expect(file.headers.get('content-type')).toBe('application/pdf')
  expect(file.headers.get('content-disposition')).toBe("attachment; filename*=UTF-8''Re%C3%A7u%201.pdf")
  expect(Buffer.from(await file.arrayBuffer()).equals(pdf)).toBe(true)
  expect((await json(`/sandbox/mail/${messages[0].id}/json`)).subject).toBe('Receipt for €49.00 — 領収書')
})

test('the list is one person’s, newest first, and bounded', async () => {
  for (const n of [1, 2, 3]) await send({ to: 'list@demo.test', subject: `Mail ${n}` })
  await send({ to: 'other@demo.test', subject: 'Not theirs' })
  const subjects = async (query: string) =>
    (await json(`/sandbox/mail.json?to=list@demo.test${query}`)).messages.map(
      (m: { subject: string }) => m.subject,
    )
  expect(await subjects('')).toEqual(['Mail 3', 'Mail 2', 'Mail 1'])
  expect(await subjects('&limit=1')).toEqual(['Mail 3'])
  for (const nonsense of ['0', '-5', 'x', '1e9', '2.5'])
    expect(await subjects(`&limit=${nonsense}`)).toHaveLength(3)
  expect((await mailbox.list({ limit: 2 }))[0]?.subject).toBe('Not theirs')
})

describe('a hostile mail', () => {
  const hostile = '<script>alert(1)</script>"><img src=x onerror=alert(2)>'

  test('cannot break out of the page that shows it', async () => {
    await send({
      to: 'hostile@demo.test',
      subject: hostile,
      text: hostile,
      html: `<html><head></head>${hostile}`,
    })
    const list = await (await get('/sandbox/mail?to=hostile@demo.test')).text()
    const { messages } = await json('/sandbox/mail.json?to=hostile@demo.test')
    const message = await (await get(`/sandbox/mail/${messages[0].id}`)).text()
    const text = await (await get(`/sandbox/mail/${messages[0].id}?view=text`)).text()
    for (const page of [list, message, text]) {
      expect(page).not.toContain('<script')
      expect(page).not.toContain('<img')
    }
    expect(text).toContain('&lt;script&gt;')
    expect(message).toMatch(/<iframe[^>]+sandbox="allow-popups[^"]*"/)
    expect(message).not.toContain('allow-scripts')
    expect(message).not.toContain('allow-same-origin')
  })

  test('may run nothing on its own page either, and its links leave the frame', async () => {
    const { messages } = await json('/sandbox/mail.json?to=hostile@demo.test')
    const page = await get(`/sandbox/mail/${messages[0].id}/html`)
    expect(page.headers.get('content-security-policy')).toMatch(/default-src 'none'.*; sandbox allow-popups/)
    expect(page.headers.get('x-content-type-options')).toBe('nosniff')
    expect(await page.text()).toContain('<head><base target="_top">')
  })

  test('cannot write into the search form', async () => {
    const page = await (await get(`/sandbox/mail?to=${encodeURIComponent('"><script>x</script>')}`)).text()
    expect(page).not.toContain('<script')
    expect(page).toContain('No mail to')
  })
})

test.each([
  '/sandbox/mail/0',
  '/sandbox/mail/abc',
  '/sandbox/mail/999999999999999999',
  "/sandbox/mail/1'--/html",
])('%s is not there', async (path) => {
  expect((await get(path)).status).toBe(404)
})

test('attachments that are not there are 404', async () => {
  const [first] = await mailbox.list({ limit: 1 })
  for (const position of ['5', '-1', 'x', '1e9'])
    expect((await get(`/sandbox/mail/${first?.id}/attachments/${position}`)).status).toBe(404)
})

test('an address that cannot exist is refused, as a mail server would', async () => {
  await expect(send({ to: 'nobody@nowhere.invalid' })).rejects.toMatchObject({ responseCode: 550 })
})

test('a mail that is too large is refused and not kept', async () => {
  await expect(
    send({
      to: 'large@demo.test',
      attachments: [{ filename: 'a', content: Buffer.alloc(20 * 1024 * 1024) }],
    }),
  ).rejects.toMatchObject({ responseCode: 552 })
  expect(await mailbox.list({ to: 'large@demo.test', limit: 5 })).toEqual([])
})

test('messages outlive the process, and two mailboxes may share a database', async () => {
  await send({ to: 'later@demo.test', subject: 'Kept' })
  const [one, two] = await Promise.all([1, 2].map(() => startMailbox({ databaseUrl: database.url })))
  expect((await one?.list({ to: 'later@demo.test', limit: 5 }))?.map(({ subject }) => subject)).toEqual([
    'Kept',
  ])
  await one?.stop()
  await two?.stop()
})

test('a taken port says so and leaves nothing open', async () => {
  await expect(startMailbox({ databaseUrl: database.url, port: mailbox.port })).rejects.toMatchObject({
    code: 'EADDRINUSE',
  })
})

test(`only the newest ${MESSAGES_MAX} are kept`, async () => {
  const sql = postgres(database.url, { max: 1 })
  await sql`insert into mail_sandbox.message (sender, recipients, subject)
    select 'a@demo.test', array['bulk@demo.test'], n::text from generate_series(1, ${MESSAGES_MAX}) n`
  await send({ to: 'newest@demo.test', subject: 'The newest' })
  const [counted] =
    await sql`select count(*)::int as kept, (select count(*)::int from mail_sandbox.attachment) as files
    from mail_sandbox.message`
  await sql.end()
  expect(counted).toMatchObject({ kept: MESSAGES_MAX, files: 0 })
  expect((await mailbox.list({ limit: 1 }))[0]?.subject).toBe('The newest')
})
