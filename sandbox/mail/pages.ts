import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Context, Hono } from 'hono'
import { html, raw } from 'hono/html'
import type { MailStore, Message, MessageSummary } from './store'
import { FONT_PATH, STYLE } from './style'

const LIST_DEFAULT = 50
const LIST_MAX = 200

/** The mailbox's pages under `/sandbox/mail`, and the same as JSON for tests: `/sandbox/mail.json?to=`. */
export function mailboxPages(store: MailStore): Hono {
  const app = new Hono()
  app.use(async (c, next) => {
    await next()
    c.header('X-Content-Type-Options', 'nosniff')
    c.header('Referrer-Policy', 'no-referrer')
    c.header('Cache-Control', 'no-store')
    if (!c.res.headers.has('Content-Security-Policy')) c.header('Content-Security-Policy', PAGE_POLICY)
  })

  app.get('/sandbox/mail', async (c) => {
    const to = c.req.query('to') ?? ''
    return c.html(listPage(await store.list({ to: to === '' ? undefined : to, limit: limitOf(c) }), to))
  })

  app.get('/sandbox/mail.json', async (c) => {
    const found = await store.list({ to: c.req.query('to'), limit: limitOf(c) })
    const messages = await Promise.all(found.map(({ id }) => store.read(id)))
    return c.json({ messages: messages.filter((message) => message !== null).map(presented) })
  })

  app.get(FONT_PATH, async (c) =>
    c.body(new Uint8Array(await readFile(FONT_FILE)), 200, { 'Content-Type': 'font/woff2' }),
  )

  app.get('/sandbox/mail/:id', async (c) => {
    const message = await store.read(c.req.param('id'))
    if (message === null) return c.html(missingPage(), 404)
    return c.html(messagePage(message, c.req.query('view') === 'text' ? 'text' : 'html'))
  })

  app.get('/sandbox/mail/:id/json', async (c) => {
    const message = await store.read(c.req.param('id'))
    return message === null ? c.json({ error: 'no such message' }, 404) : c.json(presented(message))
  })

  app.get('/sandbox/mail/:id/html', async (c) => {
    const message = await store.read(c.req.param('id'))
    if (message === null) return c.html(missingPage(), 404)
    return c.body(framed(message.html ?? ''), 200, {
      'Content-Type': 'text/html; charset=utf-8',
      'Content-Security-Policy': MAIL_POLICY,
    })
  })

  app.get('/sandbox/mail/:id/attachments/:position', async (c) => {
    const file = await store.attachment(c.req.param('id'), Number(c.req.param('position')))
    if (file === null) return c.html(missingPage(), 404)
    return c.body(new Uint8Array(file.content), 200, {
      'Content-Type': file.contentType,
      'Content-Disposition': `attachment; filename*=UTF-8''${encodeURIComponent(file.filename)}`,
    })
  })
  return app
}

const FONT_FILE = join(
  process.cwd(),
  'node_modules/@fontsource-variable/inter/files/inter-latin-wght-normal.woff2',
)

/** The pages run no script at all. */
const PAGE_POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; img-src 'self'; font-src 'self'; frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

/** A mail is foreign HTML: no script, no form, no part in this origin, also when its own address is opened. */
const MAIL_POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; img-src https: http: data:; frame-ancestors 'self'; sandbox allow-popups allow-popups-to-escape-sandbox allow-top-navigation-by-user-activation"

const FRAME_SANDBOX = 'allow-popups allow-popups-to-escape-sandbox allow-top-navigation-by-user-activation'

function limitOf(c: Context): number {
  const asked = Number(c.req.query('limit') ?? LIST_DEFAULT)
  return Number.isInteger(asked) && asked > 0 ? Math.min(asked, LIST_MAX) : LIST_DEFAULT
}

/** Links in a mail open in the whole window, as from a mail program, and not inside the frame. */
function framed(mail: string): string {
  const base = '<base target="_top">'
  return /<head[^>]*>/i.test(mail) ? mail.replace(/<head[^>]*>/i, (head) => head + base) : base + mail
}

function presented(message: Message) {
  return {
    id: message.id,
    receivedAt: message.receivedAt.toISOString(),
    from: message.sender,
    to: message.recipients,
    replyTo: message.replyTo,
    messageId: message.messageId,
    subject: message.subject,
    text: message.text,
    html: message.html,
    links: [...new Set(message.text?.match(/https?:\/\/[^\s<>"]+/g) ?? [])],
    attachments: message.attachments.map(({ position, filename, contentType, size }) => ({
      filename,
      contentType,
      size,
      path: `/sandbox/mail/${message.id}/attachments/${position}`,
    })),
  }
}

function page(title: string, content: unknown) {
  return html`<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>${title}</title><style>${raw(STYLE)}</style></head>
<body>
<header class="note">Sandbox: no mail leaves this machine. What would have been sent is kept here.</header>
<main>${content}</main>
</body>
</html>`
}

function listPage(messages: MessageSummary[], to: string) {
  return page(
    'Mailbox · Folio sandbox',
    html`<div class="head"><h1>Mailbox</h1>
<form method="get" action="/sandbox/mail" role="search"><input type="search" name="to" value="${to}" placeholder="Recipient, e.g. ada@demo.test" aria-label="Show mail to this address"><button class="btn">${to === '' ? 'Show' : 'Refresh'}</button></form></div>
${
  messages.length === 0
    ? html`<div class="empty"><p><b>${to === '' ? 'No mail yet' : `No mail to ${to}`}</b></p><p class="muted">Sign-in links, receipts and reminders appear here as soon as they are sent.</p><p><a class="btn" href="/sandbox/mail${to === '' ? '' : `?to=${encodeURIComponent(to)}`}">Refresh</a></p></div>`
    : html`<ul class="list">${messages.map(listRow)}</ul>`
}`,
  )
}

function listRow(message: MessageSummary) {
  return html`<li><a class="row" href="/sandbox/mail/${message.id}"><span><b>${message.subject === '' ? '(no subject)' : message.subject}</b></span>${when(message.receivedAt)}<span class="small muted">To ${message.recipients.join(', ')}</span><span class="small muted">${filesIn(message.attachmentCount)}</span><span class="small muted wide">${message.preview}</span></a></li>`
}

function messagePage(message: Message, view: 'html' | 'text') {
  const path = `/sandbox/mail/${message.id}`
  const shown = message.html === null ? 'text' : view
  const tab = (name: 'html' | 'text', label: string, href: string) =>
    html`<a class="btn" href="${href}" ${shown === name ? html`aria-current="page"` : ''}>${label}</a>`
  return page(
    `${message.subject} · Mailbox`,
    html`<a class="back" href="/sandbox/mail">← Mailbox</a>
<h1>${message.subject}</h1>
<dl class="small"><dt>From</dt><dd>${message.sender}</dd><dt>To</dt><dd>${message.recipients.join(', ')}</dd>${message.replyTo === null ? '' : html`<dt>Answers to</dt><dd>${message.replyTo}</dd>`}<dt>Received</dt><dd>${when(message.receivedAt)}</dd></dl>
${message.attachments.length === 0 ? '' : html`<ul class="files">${message.attachments.map((file) => html`<li><a class="btn" href="${path}/attachments/${file.position}" download="${file.filename}">${file.filename} <span class="muted small">&nbsp;${sizeOf(file.size)}</span></a></li>`)}</ul>`}
<nav class="views" aria-label="How the mail is shown">${message.html === null ? '' : tab('html', 'HTML', path)}${tab('text', 'Plain text', `${path}?view=text`)}</nav>
${shown === 'html' ? html`<iframe title="The mail" src="${path}/html" sandbox="${FRAME_SANDBOX}"></iframe>` : html`<pre>${message.text ?? ''}</pre>`}`,
  )
}

function missingPage() {
  return page(
    'No such mail · Mailbox',
    html`<div class="empty"><p><b>This mail is not here</b></p><p class="muted">The mailbox keeps the newest 1,000.</p><p><a class="btn" href="/sandbox/mail">Open the mailbox</a></p></div>`,
  )
}

function when(at: Date) {
  const text = new Intl.DateTimeFormat('en-GB', {
    dateStyle: 'medium',
    timeStyle: 'short',
    timeZone: 'UTC',
  }).format(at)
  return html`<time class="small muted num" datetime="${at.toISOString()}">${text} UTC</time>`
}

function filesIn(count: number): string {
  return count === 0 ? '' : count === 1 ? '1 attachment' : `${count} attachments`
}

function sizeOf(bytes: number): string {
  return bytes < 1024 ? `${bytes} B` : `${Math.ceil(bytes / 1024)} kB`
}
