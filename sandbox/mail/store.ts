import postgres from 'postgres'

/** A message as the list shows it. */
export type MessageSummary = {
  id: string
  receivedAt: Date
  sender: string
  recipients: string[]
  subject: string
  preview: string
  attachmentCount: number
}

export type Message = MessageSummary & {
  messageId: string | null
  replyTo: string | null
  html: string | null
  text: string | null
  attachments: { position: number; filename: string; contentType: string; size: number }[]
}

/** What the SMTP side hands over. */
export type NewMessage = Pick<
  Message,
  'sender' | 'recipients' | 'subject' | 'messageId' | 'replyTo' | 'html' | 'text'
> & { attachments: NewAttachment[] }

export type NewAttachment = { filename: string; contentType: string; content: Uint8Array }

export type MailStore = {
  save(message: NewMessage): Promise<void>
  /** The newest first; `to` is one whole address in any case. */
  list(filter: { to?: string; limit: number }): Promise<MessageSummary[]>
  /** Null if it is not (or no longer) there. */
  read(id: string): Promise<Message | null>
  attachment(id: string, position: number): Promise<NewAttachment | null>
  close(): Promise<void>
}

/** The mailbox keeps this many messages; older ones go as new ones come. */
export const MESSAGES_MAX = 1_000
const PREVIEW_LENGTH_MAX = 140
const CONNECTIONS_MAX = 3
/** Any number; it only has to be the same for two mailboxes that start on one database at once. */
const SCHEMA_LOCK = 731_003_118

/** Opens the mailbox's own small pool and brings its schema (`mail_sandbox`) up to date. */
export async function openMailStore(databaseUrl: string): Promise<MailStore> {
  const sql = postgres(databaseUrl, {
    max: CONNECTIONS_MAX,
    onnotice: () => undefined,
    connection: { application_name: 'mail-sandbox' },
  })
  await sql
    .begin(async (tx) => {
      await tx`select pg_advisory_xact_lock(${SCHEMA_LOCK})`
      await tx.unsafe(SCHEMA_SQL).simple()
    })
    .catch(async (error: unknown) => {
      await sql.end({ timeout: 1 })
      throw error
    })
  return {
    save: (message) => save(sql, message),
    list: (filter) => list(sql, filter),
    read: (id) => read(sql, id),
    attachment: (id, position) => attachment(sql, id, position),
    close: () => sql.end({ timeout: 5 }),
  }
}

const SCHEMA_SQL = `
create schema if not exists mail_sandbox;
create table if not exists mail_sandbox.message (
  id bigint generated always as identity primary key,
  received_at timestamptz not null default now(),
  sender text not null,
  recipients text[] not null,
  subject text not null,
  message_id text,
  reply_to text,
  html text,
  text text
);
create index if not exists message_recipients on mail_sandbox.message using gin (recipients);
create table if not exists mail_sandbox.attachment (
  message_id bigint not null references mail_sandbox.message (id) on delete cascade,
  position int not null,
  filename text not null,
  content_type text not null,
  content bytea not null,
  primary key (message_id, position)
);`

type Row = {
  id: string
  received_at: Date
  sender: string
  recipients: string[]
  subject: string
  preview: string | null
  attachment_count: number
}

async function save(sql: postgres.Sql, message: NewMessage): Promise<void> {
  await sql.begin(async (tx) => {
    const [row] = await tx<{ id: string }[]>`
      insert into mail_sandbox.message (sender, recipients, subject, message_id, reply_to, html, text)
      values (${clean(message.sender)}, ${message.recipients.map((to) => clean(to).toLowerCase())},
        ${clean(message.subject)}, ${message.messageId}, ${message.replyTo},
        ${message.html && clean(message.html)}, ${message.text && clean(message.text)})
      returning id`
    if (!row) throw new Error('The message was not stored')
    for (const [position, { filename, contentType, content }] of message.attachments.entries())
      await tx`
        insert into mail_sandbox.attachment (message_id, position, filename, content_type, content)
        values (${row.id}, ${position}, ${clean(filename)}, ${clean(contentType)}, ${Buffer.from(content)})`
    await tx`
      delete from mail_sandbox.message where id <= (
        select id from mail_sandbox.message order by id desc offset ${MESSAGES_MAX} limit 1)`
  })
}

async function list(sql: postgres.Sql, filter: { to?: string; limit: number }): Promise<MessageSummary[]> {
  const to = filter.to?.trim().toLowerCase() ?? null
  const rows = await sql<Row[]>`
    select id, received_at, sender, recipients, subject,
      left(text, ${PREVIEW_LENGTH_MAX * 2}) as preview,
      (select count(*)::int from mail_sandbox.attachment where message_id = message.id) as attachment_count
    from mail_sandbox.message
    where ${to}::text is null or recipients @> array[${to}::text]
    order by message.id desc
    limit ${filter.limit}`
  return rows.map(summaryOf)
}

async function read(sql: postgres.Sql, id: string): Promise<Message | null> {
  if (!isId(id)) return null
  const [row] = await sql<(Row & MessageBody)[]>`
    select id, received_at, sender, recipients, subject, message_id, reply_to, html, text,
      left(text, ${PREVIEW_LENGTH_MAX * 2}) as preview, 0 as attachment_count
    from mail_sandbox.message where id = ${id}`
  if (!row) return null
  const attachments = await sql<{ position: number; filename: string; content_type: string; size: number }[]>`
    select position, filename, content_type, length(content) as size
    from mail_sandbox.attachment where message_id = ${id} order by position`
  return {
    ...summaryOf({ ...row, attachment_count: attachments.length }),
    messageId: row.message_id,
    replyTo: row.reply_to,
    html: row.html,
    text: row.text,
    attachments: attachments.map(({ position, filename, content_type, size }) => ({
      position,
      filename,
      contentType: content_type,
      size,
    })),
  }
}

type MessageBody = {
  message_id: string | null
  reply_to: string | null
  html: string | null
  text: string | null
}

async function attachment(sql: postgres.Sql, id: string, position: number): Promise<NewAttachment | null> {
  if (!isId(id) || !Number.isInteger(position) || position < 0 || position > 1_000) return null
  const [row] = await sql<{ filename: string; content_type: string; content: Buffer }[]>`
    select filename, content_type, content from mail_sandbox.attachment
    where message_id = ${id} and position = ${position}`
  return row ? { filename: row.filename, contentType: row.content_type, content: row.content } : null
}

function summaryOf(row: Row): MessageSummary {
  return {
    id: row.id,
    receivedAt: row.received_at,
    sender: row.sender,
    recipients: row.recipients,
    subject: row.subject,
    preview: (row.preview ?? '').replace(/\s+/g, ' ').trim().slice(0, PREVIEW_LENGTH_MAX),
    attachmentCount: row.attachment_count,
  }
}

/** Ids are positive bigints; anything else is an id of nothing. */
const isId = (id: string): boolean => /^[1-9]\d{0,17}$/.test(id)

/** Postgres keeps no NUL in text. */
const clean = (text: string): string => text.replaceAll('\u0000', '')
