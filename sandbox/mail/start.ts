import { mailboxPages } from './pages'
import { startReceiver } from './receive'
import { type MailStore, openMailStore } from './store'

export type Mailbox = Pick<MailStore, 'list' | 'read'> & {
  /** What a mailer is pointed at. */
  smtpUrl: string
  port: number
  /** Answers `/sandbox/mail`, everything under it, and `/sandbox/mail.json`. */
  fetch(request: Request): Response | Promise<Response>
  stop(): Promise<void>
}

/**
 * Starts the mailbox that stands in for a mail server: SMTP on a loopback port (a free one if none is given), the
 * messages in the schema `mail_sandbox` of the database, where they outlive the process, and pages to read them.
 */
export async function startMailbox(options: { databaseUrl: string; port?: number }): Promise<Mailbox> {
  const store = await openMailStore(options.databaseUrl)
  const receiver = await startReceiver({ port: options.port, onMessage: store.save }).catch(
    async (error: unknown) => {
      await store.close()
      throw error
    },
  )
  const pages = mailboxPages(store)
  return {
    smtpUrl: `smtp://127.0.0.1:${receiver.port}`,
    port: receiver.port,
    list: store.list,
    read: store.read,
    fetch: (request) => pages.fetch(request),
    async stop() {
      await receiver.stop()
      await store.close()
    },
  }
}
