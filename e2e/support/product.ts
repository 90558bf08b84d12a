import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import { expect } from '@playwright/test'

const ROOT = path.join(import.meta.dirname, '..', '..')

/** The seller whose customers the stories are about. */
const OWNER = 'owner@example.com'

export type Customer = { id: string; email: string; name: string; base: string }
type Row = Record<string, unknown>

/** Runs a `folio` command against the product that runs the stories, and answers what it prints as JSON. */
export function folio(...argv: string[]): Promise<Row> {
  return new Promise((resolve, reject) => {
    const bin = path.join(ROOT, 'bin', 'folio.mjs')
    execFile(process.execPath, [bin, ...argv, '--json'], { cwd: ROOT }, (error, out, problem) => {
      if (error) reject(new Error(`folio ${argv.join(' ')}: ${problem || error.message}`))
      else resolve(JSON.parse(out) as Row)
    })
  })
}

/** A customer of the demo owner that no other story knows. Another one for the same `email` is the same person's. */
export async function newCustomer({
  name = 'Ada Story',
  email = `story-${randomBytes(6).toString('hex')}@example.com`,
} = {}): Promise<Customer> {
  const made = await folio('customer', 'create', '--owner', OWNER, '--email', email, '--name', name)
  const id = String(made.bucket_id)
  return { id, email, name, base: `/portal/${id}` }
}

/** Where these stories have stopped the demo owner's time; nobody else moves it. */
let stoppedAt: Date | undefined

/** The demo owner's time, which stands still from the first time on that a story asks for it. */
export async function today(): Promise<Date> {
  return stoppedAt ?? advance('PT1S')
}

/** Moves the demo owner's time on by an ISO 8601 duration (`P14D`), and does all that becomes due on the way. */
export async function advance(by: string): Promise<Date> {
  const state = await folio('clock', 'advance', '--owner', OWNER, '--by', by)
  stoppedAt = new Date(String(state.now))
  return stoppedAt
}

/** Subscribes a customer by the bucket API, for stories that begin with somebody who pays already. */
export async function subscribed(
  customer: Customer,
  { plan, token = 'tok_visa' }: { plan: string; token?: string },
): Promise<void> {
  const { access_token } = await folio('token', 'create', '--email', customer.email)
  const response = await fetch(`${origin()}/api/bucket/${customer.id}/payment/subscribe`, {
    method: 'POST',
    headers: { authorization: `Bearer ${access_token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ plan, stripe_token: token }),
  })
  if (!response.ok) throw new Error(`subscribe ${plan}: ${response.status} ${await response.text()}`)
}

export type Mail = {
  subject: string
  text: string
  links: string[]
  attachments: { filename: string; contentType: string; path: string }[]
}

/** The newest mail to an address with this subject, as soon as the worker has sent it. */
export async function mailTo(email: string, subject: string | RegExp): Promise<Mail> {
  let found: Mail | undefined
  await expect
    .poll(
      async () => {
        const mails = await mailsTo(email)
        found = mails.find((mail) =>
          typeof subject === 'string' ? mail.subject === subject : subject.test(mail.subject),
        )
        return found ? 'there' : mails.map((mail) => mail.subject)
      },
      { message: `mail to ${email}: ${subject}`, timeout: 20_000 },
    )
    .toBe('there')
  if (!found) throw new Error('polled until it was there')
  return found
}

export async function mailsTo(email: string): Promise<Mail[]> {
  const response = await fetch(`${origin()}/sandbox/mail.json?to=${encodeURIComponent(email)}`)
  return ((await response.json()) as { messages: Mail[] }).messages
}

/** Where the product that runs the stories answers. */
export function origin(): string {
  const file = path.join(process.env.FOLIO_DATA_DIR ?? '.data', 'run.json')
  const run = JSON.parse(fs.readFileSync(file, 'utf8')) as { web: { url: string } }
  return run.web.url
}

/** A file that needs no sign-in, such as a mail's attachment. */
export async function download(place: string): Promise<Uint8Array> {
  const response = await fetch(new URL(place, origin()))
  if (!response.ok) throw new Error(`${place}: ${response.status}`)
  return new Uint8Array(await response.arrayBuffer())
}
