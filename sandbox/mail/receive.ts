import PostalMime, { type Address } from 'postal-mime'
import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from 'smtp-server'
import type { NewMessage } from './store'

const HOST = '127.0.0.1'
const SIZE_MAX = 25 * 1024 * 1024
const CLIENTS_MAX = 50
const RECIPIENTS_MAX = 100

/**
 * An SMTP server on loopback that takes every message and hands it to `onMessage`; the sender hears "accepted" only
 * once that has succeeded. Addresses under `.invalid`, which can never exist (RFC 2606), are refused with 550, so
 * that what follows a bounced mail can be tried.
 */
export async function startReceiver(options: {
  port?: number
  onMessage: (message: NewMessage) => Promise<void>
}): Promise<{ port: number; stop(): Promise<void> }> {
  const server = new SMTPServer({
    banner: 'Folio sandbox mailbox',
    disabledCommands: ['AUTH', 'STARTTLS'],
    disableReverseLookup: true,
    size: SIZE_MAX,
    maxClients: CLIENTS_MAX,
    logger: false,
    onRcptTo: ({ address }, session, done) => done(refusal(address, session)),
    onData: (stream, session, done) => {
      take(stream, session)
        .then(options.onMessage)
        .then(
          () => done(null, 'Kept in the sandbox mailbox'),
          (error: unknown) => done(error instanceof Error ? error : new Error(String(error))),
        )
    },
  })
  // A client that goes away in the middle is no news.
  server.on('error', () => undefined)
  const port = await listen(server, options.port ?? 0)
  return { port, stop: () => new Promise((resolve) => server.close(() => resolve())) }
}

function listen(server: SMTPServer, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.server.once('error', reject)
    const listening = server.listen(port, HOST, () => {
      const address = listening.address()
      resolve(typeof address === 'object' && address !== null ? address.port : port)
    })
  })
}

function refusal(address: string, session: SMTPServerSession): Error | null {
  if (/\.invalid$/i.test(address)) return smtpError(550, `No mailbox for ${address}`)
  return session.envelope.rcptTo.length >= RECIPIENTS_MAX ? smtpError(452, 'Too many recipients') : null
}

async function take(stream: SMTPServerDataStream, session: SMTPServerSession): Promise<NewMessage> {
  const chunks: Buffer[] = []
  for await (const chunk of stream) if (!stream.sizeExceeded) chunks.push(chunk)
  if (stream.sizeExceeded) throw smtpError(552, 'The message is too large')
  const mail = await PostalMime.parse(Buffer.concat(chunks))
  return {
    sender: mail.from ? shown(mail.from) : (addressOf(session.envelope.mailFrom) ?? ''),
    recipients: session.envelope.rcptTo.map(({ address }) => address),
    subject: mail.subject ?? '',
    messageId: mail.messageId ?? null,
    replyTo: mail.replyTo?.map(shown).join(', ') ?? null,
    html: mail.html ?? null,
    text: mail.text ?? null,
    attachments: mail.attachments.map(({ filename, mimeType, content }) => ({
      filename: filename ?? 'attachment',
      contentType: mimeType,
      content: typeof content === 'string' ? Buffer.from(content) : new Uint8Array(content),
    })),
  }
}

function shown({ name, address }: Address): string {
  return name ? `${name} <${address ?? ''}>` : (address ?? '')
}

const addressOf = (from: SMTPServerSession['envelope']['mailFrom']): string | undefined =>
  from === false ? undefined : from.address

function smtpError(responseCode: number, message: string): Error {
  return Object.assign(new Error(message), { responseCode })
}
