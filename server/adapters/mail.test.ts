import { SMTPServer } from 'smtp-server'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { declineReason } from '../core/decline'
import { LOCALES } from '../core/format'
import { createMailer, type Mail } from './mail'
import { MAIL_SAMPLES } from './mail/samples'
import { MAIL_TEMPLATES, type MailData, type MailTemplate, renderMail } from './mail/templates'

const sample = <T extends MailTemplate>(template: T): MailData[T] => MAIL_SAMPLES[template]
const each = MAIL_TEMPLATES.flatMap((template) => LOCALES.map((locale) => [template, locale] as const))

describe.each(each)('%s in %s', (template, locale) => {
  const { subject, html, text } = renderMail(template, sample(template), locale)

  test('has every sentence filled in', () => {
    for (const part of [subject, html.replace(/<style>.*?<\/style>/s, ''), text])
      expect(part).not.toMatch(/[{}]|mail\.[a-z]|undefined|null|NaN|Invalid Date/)
    expect(subject.length).toBeGreaterThan(10)
    expect(subject.length).toBeLessThan(90)
  })

  test('links to the one thing to do, in both forms', () => {
    const { url } = sample(template)
    expect(text.split('\n')).toContain(url)
    expect(html.split(`href="${url.replaceAll('&', '&amp;')}"`)).toHaveLength(3)
  })

  test('says in text what it says in HTML, without tags', () => {
    expect(text).not.toMatch(/<[a-z/!]|&[a-z#0-9]+;/i)
    const words = (part: string) => part.replace(/\s+/g, ' ')
    const body = html.replace(/^.*<h1/s, '<h1').replace(/<[^>]+>/g, '\n')
    for (const line of body.split('\n').map((part) => plainText(part.trim())))
      if (line.length > 25 && !line.startsWith('http') && !hint.test(line))
        expect(words(text)).toContain(words(line))
  })

  test('is in its language and fetches nothing', () => {
    expect(html).toContain(`<html lang="${locale}"`)
    expect(html).not.toMatch(/<(img|script|link|iframe|form)\b/)
    expect(text.split('\n').every((line) => line.length <= 78 || line.startsWith('http'))).toBe(true)
  })
})

/** The sentence above the written-out link, which only the HTML needs. */
const hint = /^(If the button|Falls die Schaltfläche|Si le bouton)/

function plainText(text: string): string {
  return text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&')
}

describe('what people typed', () => {
  const hostile = '<img src=x onerror=alert(1)>"\'&'

  test.each(MAIL_TEMPLATES)('stays text in %s', (template) => {
    const data = { ...sample(template), name: 'Eve <b>"x"' }
    const texts = Object.entries(data).map(([key, value]) =>
      typeof value === 'string' && !['url', 'currency', 'interval', 'effective', 'name', 'role'].includes(key)
        ? [key, hostile]
        : [key, value],
    )
    const brand = {
      name: hostile,
      accent: '#fff" onload="x',
      supportEmail: hostile,
      imprint: hostile,
      logoUrl: 'javascript:1',
    }
    const { html } = renderMail(template, { ...Object.fromEntries(texts), brand } as never, 'en')
    expect(html).not.toMatch(/<img|<b>|onload="/)
    expect(html).toContain('&lt;img src=x onerror=alert(1)&gt;&quot;&#39;&amp;')
  })

  test.each([
    ['a line of its own', 'Eve\r\nBcc: all@example.test', 'Hello Eve Bcc: all@example.test,'],
    ['an address', 'Win at https://evil.test', 'Hello,'],
    ['an address without a scheme', 'see www.evil.test', 'Hello,'],
    ['a novel', 'x'.repeat(61), 'Hello,'],
    ['nothing', '  ', 'Hello,'],
  ])('a name with %s is not carried', (_, name, greeting) => {
    const { text, subject } = renderMail('receipt', { ...sample('receipt'), name }, 'en')
    expect(text.split('\n')).toContain(greeting)
    expect(`${subject}${text}`).not.toContain('evil.test')
  })

  test('does not start a header from the brand or the plan', () => {
    const data = sample('trialEnding')
    const { subject } = renderMail('trialEnding', { ...data, plan: 'Team\r\nBcc: x@example.test' }, 'en')
    expect(subject).toBe('Your Team Bcc: x@example.test trial ends on 1 December 2026')
  })

  test('may not be the link', () => {
    expect(() => renderMail('welcome', { ...sample('welcome'), url: 'javascript:alert(1)' }, 'en')).toThrow(
      'link',
    )
  })
})

test('amounts and dates are those of the language and the time zone', () => {
  const data = {
    ...sample('trialEnding'),
    endsAt: new Date('2026-12-01T02:00:00Z'),
    timeZone: 'America/New_York',
  }
  const plain = (text: string) => text.replace(/[\u00a0\u202f]/g, ' ')
  expect(plain(renderMail('trialEnding', data, 'en').text)).toContain('On 30 November 2026 we charge €49.00')
  expect(plain(renderMail('trialEnding', data, 'de').text)).toContain(
    'Am 30. November 2026 buchen wir 49,00 € von',
  )
  expect(plain(renderMail('trialEnding', data, 'fr').text)).toContain(
    'Le 30 novembre 2026, nous prélevons 49,00 €',
  )
})

test('a trial without a payment method asks for one and does not announce a charge', () => {
  const { text } = renderMail('trialEnding', { ...sample('trialEnding'), method: null }, 'en')
  expect(text).toContain('Add a payment method:')
  expect(text).not.toContain('we charge')
})

describe('a failed payment', () => {
  const text = (change: Partial<MailData['paymentFailed']>) =>
    renderMail('paymentFailed', { ...sample('paymentFailed'), ...change }, 'en').text.replace(/\s+/g, ' ')

  test.each([
    ['insufficient_funds', 'not enough money'],
    ['expired_card', 'The card has expired'],
    ['incorrect_cvc', 'enter them again'],
    ['withdrawal_count_limit_exceeded', 'reached its limit'],
    ['currency_not_supported', 'this kind of payment'],
    ['processing_error', 'could not be reached'],
    ['authentication_required', 'confirm this payment yourself'],
    ['account_closed', 'closed or does not exist'],
    ['debit_not_authorized', 'returned by the bank'],
    ['do_not_honor', 'did not tell us why'],
    ['a_code_of_tomorrow', 'did not tell us why'],
    [null, 'did not tell us why'],
  ])('for %s says why', (declineCode, words) => {
    expect(text({ declineCode })).toContain(words)
  })

  test.each(['lost_card', 'stolen_card', 'fraudulent', 'pickup_card'])(
    'does not accuse with %s',
    (declineCode) => {
      expect(declineReason(declineCode)).toBe('generic')
      expect(text({ declineCode })).not.toMatch(/lost|stolen|fraud/i)
    },
  )

  test('says what happens next, and when there is no next time', () => {
    expect(text({})).toContain('We try again on 4 November 2026')
    expect(text({})).toContain('still open on 16 November 2026, your subscription ends')
    const last = text({ nextAttemptAt: null, endsAt: null })
    expect(last).toContain('do not try this payment method again')
    expect(last).not.toContain('Next attempt')
    expect(last).not.toContain('subscription ends')
  })
})

describe('the mailer', () => {
  const received: string[] = []
  let server: SMTPServer
  let smtpUrl = ''

  beforeAll(async () => {
    server = new SMTPServer({
      disabledCommands: ['AUTH', 'STARTTLS'],
      onRcptTo: ({ address }, _, done) =>
        done(address.startsWith('full@') ? new Error('Mailbox full') : null),
      onData: (stream, _, done) => {
        let raw = ''
        stream.on('data', (chunk: Buffer) => {
          raw += chunk.toString('latin1')
        })
        stream.on('end', () => {
          received.push(raw)
          done()
        })
      },
    })
    await new Promise<void>((resolve) => {
      const listening = server.listen(0, '127.0.0.1', () => {
        const address = listening.address()
        smtpUrl = `smtp://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`
        resolve()
      })
    })
  })
  afterAll(() => new Promise<void>((resolve) => server.close(() => resolve())))

  const mail: Mail = { to: 'ada@demo.test', subject: 'Hello', html: '<p>Hi</p>', text: 'Hi', attachments: [] }

  test('sends by SMTP in the name of the brand, with what answers and repeats need', async () => {
    const outbox: Mail[] = []
    const mailer = createMailer({ smtpUrl, from: 'Folio <no-reply@folio.test>', outbox })
    await mailer.send({
      ...mail,
      senderName: 'Northwind',
      replyTo: 'billing@northwind.example',
      id: 'event-1',
      attachments: [{ filename: 'r.pdf', contentType: 'application/pdf', content: Buffer.from('%PDF') }],
    })
    mailer.close()
    const raw = received.at(-1) ?? ''
    for (const line of [
      'From: Northwind <no-reply@folio.test>',
      'To: ada@demo.test',
      'Reply-To: billing@northwind.example',
      'Message-ID: <event-1@folio.test>',
      'Auto-Submitted: auto-generated',
      'Content-Type: application/pdf; name=r.pdf',
      'JVBERg==',
    ])
      expect(raw).toContain(line)
    expect(outbox.map(({ to }) => to)).toEqual(['ada@demo.test'])
  })

  test('cannot be made to write headers', async () => {
    const mailer = createMailer({ smtpUrl, from: 'no-reply@folio.test' })
    await mailer.send({
      ...mail,
      subject: 'Hi\r\nBcc: all@example.test',
      senderName: 'Eve\r\nBcc: all@example.test',
    })
    mailer.close()
    expect(received.at(-1)).not.toMatch(/^Bcc:/m)
  })

  test('cannot be made to read files', async () => {
    const mailer = createMailer({ smtpUrl, from: 'no-reply@folio.test' })
    const file = { filename: 'a', contentType: 'text/plain', path: '/etc/hostname' }
    await expect(mailer.send({ ...mail, attachments: [file as never] })).rejects.toThrow(
      'File access rejected',
    )
    mailer.close()
  })

  test('rejects what the server refuses and keeps it out of the outbox', async () => {
    const outbox: Mail[] = []
    const mailer = createMailer({ smtpUrl, from: 'no-reply@folio.test', outbox })
    await expect(mailer.send({ ...mail, to: 'full@demo.test' })).rejects.toThrow('Mailbox full')
    mailer.close()
    expect(outbox).toEqual([])
  })

  test('rejects when there is no server, and can be tried again', async () => {
    const mailer = createMailer({ smtpUrl: 'smtp://127.0.0.1:9', from: 'no-reply@folio.test' })
    await expect(mailer.send(mail)).rejects.toMatchObject({ code: 'ESOCKET' })
    await expect(mailer.send(mail)).rejects.toMatchObject({ code: 'ESOCKET' })
    mailer.close()
  })

  test('wants a real sender and somewhere to send', () => {
    expect(() => createMailer({ smtpUrl, from: 'Folio' })).toThrow('not a sender')
    expect(() => createMailer({ from: 'no-reply@folio.test' })).toThrow('a server or an outbox')
  })
})
