import nodemailer from 'nodemailer'
import { invariant } from '../errors'

/** A mail as `renderMail` writes it, addressed. */
export type Mail = {
  to: string
  subject: string
  html: string
  text: string
  attachments: MailAttachment[]
  /** The name shown as sender, with the installation's own address behind it. */
  senderName?: string
  replyTo?: string
  /** Becomes the Message-ID: a mail that is sent again after a crash is the same mail to those who receive it. */
  id?: string
}

export type MailAttachment = { filename: string; contentType: string; content: Buffer }

export type Mailer = {
  /** Resolves when the server has taken the mail; rejects otherwise, and may be called again with the same mail. */
  send(mail: Mail): Promise<void>
  close(): void
}

/**
 * Sends by SMTP: to the real server, or to the sandbox's mailbox, which is one too. `from` is the address of this
 * installation, with or without a name ("Folio <no-reply@example.com>"). `outbox`, if given, gets each sent mail.
 */
export function createMailer(options: { smtpUrl?: string; from: string; outbox?: Mail[] }): Mailer {
  const { smtpUrl, outbox } = options
  invariant(smtpUrl !== undefined || outbox !== undefined, 'a mailer needs a server or an outbox')
  const transport = smtpUrl === undefined ? undefined : nodemailer.createTransport(transportOptions(smtpUrl))
  const sender = parseAddress(options.from)
  return {
    async send(mail) {
      await transport?.sendMail({
        from: { name: mail.senderName ?? sender.name, address: sender.address },
        to: { name: '', address: mail.to },
        replyTo: mail.replyTo,
        subject: mail.subject,
        html: mail.html,
        text: mail.text,
        attachments: mail.attachments,
        messageId: mail.id && `<${mail.id}@${sender.address.split('@')[1]}>`,
        // RFC 3834: keeps out-of-office answers from coming back.
        headers: { 'Auto-Submitted': 'auto-generated' },
        disableFileAccess: true,
        disableUrlAccess: true,
      })
      outbox?.push(mail)
    },
    close: () => transport?.close(),
  }
}

const CONNECTIONS_MAX = 5
const CONNECT_TIMEOUT_MS = 10_000
const SOCKET_TIMEOUT_MS = 30_000

function transportOptions(url: string) {
  return {
    url,
    pool: true as const,
    maxConnections: CONNECTIONS_MAX,
    connectionTimeout: CONNECT_TIMEOUT_MS,
    greetingTimeout: CONNECT_TIMEOUT_MS,
    socketTimeout: SOCKET_TIMEOUT_MS,
  }
}

/** Reads "Folio <no-reply@example.com>" or a bare address. */
function parseAddress(from: string): { name: string; address: string } {
  const named = /^\s*"?([^"<]*?)"?\s*<([^<>\s]+@[^<>\s]+)>\s*$/.exec(from)
  const address = named?.[2] ?? from.trim()
  invariant(/^[^\s@<>]+@[^\s@<>]+$/.test(address), `${from} is not a sender`)
  return { name: named?.[1] ?? '', address }
}
