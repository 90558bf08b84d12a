import { declineReason } from '../../core/decline'
import { MANUAL_PAYMENT } from '../../core/document'
import { formatDate, formatMoney, type Locale } from '../../core/format'
import type { Currency } from '../../core/money'
import { invariant } from '../../errors'
import { mailTranslator } from '../messages'
import { type Composer, fact, type Words } from './composer'
import { letterHtml } from './html'
import { INVOICE_COMPOSERS } from './invoice-composers'
import type { Letter, MailBrand } from './letter'
import { letterText } from './text'

/** What every mail knows: in whose name it is sent, and to whom. Dates are days in `timeZone` (UTC if not given). */
type Addressed = { brand: MailBrand; to: string; name: string | null; timeZone?: string }

/** An amount in minor units. */
type Priced = { amount: number; currency: Currency }

/** What each mail is made of. Methods and cards are words already: "Visa •• 4242". */
export type MailData = {
  signIn: Addressed & { url: string; minutes: number }
  welcome: Addressed & { url: string; plan: string | null }
  /** The owner tells a customer where its billing is, or asks it for a means of payment. */
  portalLink: Addressed & { purpose: 'overview' | 'add_payment_method'; url: string }
  trialEnding: Addressed &
    Priced & {
      plan: string
      endsAt: Date
      interval?: 'day' | 'week' | 'month' | 'year'
      /** What will be charged; null if there is nothing to charge yet. */
      method: string | null
      url: string
    }
  receipt: Addressed &
    Priced & { paidAt: Date; method: string; invoiceNumber: string; receiptNumber: string; url: string }
  paymentFailed: Addressed &
    Priced & {
      method: string
      invoiceNumber: string
      /** Stripe's decline or failure code, if it gave one. */
      declineCode: string | null
      /** Null if this means of payment is not tried again by itself. */
      nextAttemptAt: Date | null
      /** When the subscription ends if nothing is paid. */
      endsAt: Date | null
      url: string
    }
  actionRequired: Addressed &
    Priced & { method: string; invoiceNumber: string; endsAt: Date | null; url: string }
  cardExpiring: Addressed & {
    card: string
    /** 1 to 12. */
    expiresMonth: number
    expiresYear: number
    nextCharge: (Priced & { at: Date }) | null
    url: string
  }
  subscriptionCanceled: Addressed & {
    plan: string
    endsAt: Date
    effective: 'now' | 'period_end'
    url: string
  }
  invoice: Addressed & Priced & { invoiceNumber: string; dueAt: Date; isPaid: boolean; url: string }
  invoiceOverdue: Addressed & Priced & { invoiceNumber: string; dueAt: Date; url: string }
  /** The three parts of the amount, in minor units; parts of nothing are not told. */
  creditNote: Addressed &
    Priced & {
      creditNoteNumber: string
      invoiceNumber: string
      reducesDue: number
      givenBack: number
      keptAsCredit: number
      url: string
    }
  bankDebitNotice: Addressed &
    Priced & {
      debitAt: Date
      account: string
      mandate: string
      creditorId: string | null
      invoiceNumber: string
      url: string
    }
  /** To somebody who is to help run an owner's billing. `by` is the e-mail of who asks them to. */
  invitation: Addressed & {
    owner: string
    role: 'admin' | 'finance' | 'viewer'
    by: string | null
    url: string
  }
  /** To the owner: sales to a country or state came to its threshold. `place` is words already. */
  taxThreshold: Addressed & { owner: string; place: string; reachedAt: Date; url: string }
  /** The amount is what the usage comes to. */
  usageWarning: Addressed & Priced & { limit: number; action: 'WARNING' | 'DISABLE'; url: string }
  /** To the owner. */
  usageLimitReached: Addressed &
    Priced & {
      owner: string
      customerEmail: string
      limit: number
      action: 'WARNING' | 'DISABLE'
      url: string
    }
  /** To the owner: a webhook is sent nothing more. `target` is its address, which is no link. */
  webhookDisabled: Addressed & {
    owner: string
    webhook: string
    target: string
    reason: 'failing' | 'gone'
    failingSince: Date
    url: string
  }
  /** To the owner. */
  refundFailed: Addressed &
    Priced & {
      customerEmail: string
      invoiceNumber: string
      /** Stripe's sentence or code, if it gave one. */
      reason: string | null
      /** It had gone through and was sent back. */
      wasGiven: boolean
      url: string
    }
}

export type MailTemplate = keyof MailData

export const MAIL_TEMPLATES = [
  'signIn',
  'welcome',
  'portalLink',
  'trialEnding',
  'receipt',
  'paymentFailed',
  'actionRequired',
  'cardExpiring',
  'subscriptionCanceled',
  'bankDebitNotice',
  'usageWarning',
  'usageLimitReached',
  'invitation',
  'taxThreshold',
  'webhookDisabled',
  'refundFailed',
  'invoice',
  'invoiceOverdue',
  'creditNote',
] as const satisfies MailTemplate[]

/** Writes a mail in a language: the subject, the HTML, and the same in plain text. */
export function renderMail<T extends MailTemplate>(
  template: T,
  data: MailData[T],
  locale: Locale,
): { subject: string; html: string; text: string } {
  const safe = inOneLine(data)
  const letter = { ...frame(safe, locale), ...COMPOSERS[template](safe, wordsFor(safe, locale)) }
  invariant(/^https?:\/\//.test(letter.button.url), `a mail may not link to ${letter.button.url}`)
  return { subject: letter.subject, html: letterHtml(letter), text: letterText(letter) }
}

const COMPOSERS: { [T in MailTemplate]: Composer<T> } = {
  signIn: (data, { t }) => {
    const about = { brand: data.brand.name, minutes: data.minutes }
    return {
      subject: t('signIn.subject', about),
      preview: t('signIn.preview', about),
      heading: t('signIn.heading', about),
      // Nobody is greeted by name before it is known who reads.
      greeting: null,
      paragraphs: [t('signIn.body', about)],
      facts: [],
      button: { label: t('signIn.button'), url: data.url },
      notes: [t('signIn.ignore')],
      footer: [t('footer.signInWhy', { email: data.to, brand: data.brand.name })],
    }
  },

  welcome: (data, { t }) => ({
    subject: t('welcome.subject', { brand: data.brand.name }),
    preview: t('welcome.preview'),
    heading: t('welcome.heading', { brand: data.brand.name }),
    paragraphs: [t('welcome.body'), ...(data.plan === null ? [] : [t('welcome.plan', { plan: data.plan })])],
    facts: [],
    button: { label: t('welcome.button'), url: data.url },
    notes: [t('welcome.tip')],
  }),

  portalLink: (data, { t }) => {
    const asks = data.purpose === 'add_payment_method'
    const of = asks ? ('portalLink.add_payment_method' as const) : ('portalLink.overview' as const)
    const about = { brand: data.brand.name }
    return {
      subject: t(`${of}.subject`, about),
      preview: t(`${of}.preview`, about),
      heading: t(`${of}.heading`, about),
      paragraphs: [t(`${of}.body`, about)],
      facts: [],
      button: { label: t(`${of}.button`), url: data.url },
      notes: [t('welcome.tip')],
    }
  },

  trialEnding: (data, { t, money, date }) => {
    const price = data.interval ? t(`every.${data.interval}`, { amount: money(data) }) : money(data)
    const about = { plan: data.plan, date: date(data.endsAt), amount: money(data) }
    const { method } = data
    return {
      subject: t('trialEnding.subject', about),
      preview: t('trialEnding.preview', about),
      heading: t('trialEnding.heading', about),
      paragraphs: [
        method === null
          ? t('trialEnding.noMethod', { ...about, amount: price })
          : t('trialEnding.charge', { ...about, method }),
      ],
      facts: [
        [t('facts.plan'), data.plan],
        [t('facts.trialEnds'), about.date],
        [t('facts.then'), price],
      ],
      button: {
        label: t(method === null ? 'trialEnding.buttonAdd' : 'trialEnding.buttonManage'),
        url: data.url,
      },
      notes: method === null ? [] : [t('trialEnding.cancel', about)],
    }
  },

  receipt: (data, { t, money, date }) => {
    const about = {
      amount: money(data),
      brand: data.brand.name,
      date: date(data.paidAt),
      method: data.method === MANUAL_PAYMENT ? t('manualPayment') : data.method,
    }
    return {
      subject: t('receipt.subject', about),
      preview: t('receipt.preview', about),
      heading: t('receipt.heading', about),
      paragraphs: [t('receipt.body')],
      facts: [
        [t('facts.amount'), about.amount],
        [t('facts.date'), about.date],
        [t('facts.paidWith'), about.method],
        [t('facts.receipt'), data.receiptNumber],
        [t('facts.invoice'), data.invoiceNumber],
      ],
      button: { label: t('receipt.button'), url: data.url },
      notes: [],
    }
  },

  paymentFailed: (data, { t, money, date }) => {
    const about = { amount: money(data), brand: data.brand.name, method: data.method }
    const { nextAttemptAt, endsAt } = data
    return {
      subject: t('paymentFailed.subject', about),
      preview: t('paymentFailed.preview'),
      heading: t('paymentFailed.heading', about),
      paragraphs: [
        `${t('paymentFailed.body', about)} ${t(`decline.${declineReason(data.declineCode)}`)}`,
        nextAttemptAt === null
          ? t('paymentFailed.last')
          : t('paymentFailed.next', { date: date(nextAttemptAt) }),
      ],
      facts: [
        [t('facts.amount'), about.amount],
        [t('facts.invoice'), data.invoiceNumber],
        [t('facts.tried'), data.method],
        ...fact(t('facts.nextTry'), nextAttemptAt && date(nextAttemptAt)),
      ],
      button: { label: t('paymentFailed.button', about), url: data.url },
      notes: endsAt === null ? [] : [t('paymentFailed.ends', { date: date(endsAt) })],
    }
  },

  actionRequired: (data, { t, money, date }) => {
    const about = { amount: money(data), brand: data.brand.name, method: data.method }
    return {
      subject: t('actionRequired.subject', about),
      preview: t('actionRequired.preview'),
      heading: t('actionRequired.heading'),
      paragraphs: [t('actionRequired.body', about)],
      facts: [
        [t('facts.amount'), about.amount],
        [t('facts.invoice'), data.invoiceNumber],
      ],
      button: { label: t('actionRequired.button', about), url: data.url },
      notes: data.endsAt === null ? [] : [t('actionRequired.ends', { date: date(data.endsAt) })],
    }
  },

  refundFailed: (data, { t, money }) => {
    const about = { amount: money(data), email: data.customerEmail }
    return {
      subject: t('refundFailed.subject', about),
      preview: t('refundFailed.preview'),
      heading: t('refundFailed.heading', about),
      paragraphs: [
        t(data.wasGiven ? 'refundFailed.returned' : 'refundFailed.refused', about),
        t('refundFailed.todo'),
      ],
      facts: [
        [t('facts.amount'), about.amount],
        [t('facts.customer'), data.customerEmail],
        [t('facts.invoice'), data.invoiceNumber],
        ...fact(t('facts.reason'), data.reason),
      ],
      button: { label: t('refundFailed.button'), url: data.url },
      notes: [],
      footer: [t('refundFailed.why', { brand: data.brand.name })],
    }
  },

  cardExpiring: (data, words) => {
    const { t, money, date } = words
    const { nextCharge } = data
    const month = words.month(data.expiresYear, data.expiresMonth)
    const next =
      nextCharge && t('cardExpiring.next', { amount: money(nextCharge), date: date(nextCharge.at) })
    return {
      subject: t('cardExpiring.subject', { card: data.card }),
      preview: t('cardExpiring.preview'),
      heading: t('cardExpiring.heading', { month }),
      paragraphs: [t('cardExpiring.body', { card: data.card, month }), ...(next === null ? [] : [next])],
      facts: [
        [t('facts.card'), data.card],
        [t('facts.expires'), month],
        ...fact(t('facts.nextCharge'), nextCharge && `${money(nextCharge)} · ${date(nextCharge.at)}`),
      ],
      button: { label: t('cardExpiring.button'), url: data.url },
      notes: [t('cardExpiring.renew')],
    }
  },

  subscriptionCanceled: (data, { t, date }) => {
    const about = { plan: data.plan, date: date(data.endsAt) }
    const later = data.effective === 'period_end'
    return {
      subject: t('subscriptionCanceled.subject', about),
      preview: t('subscriptionCanceled.preview'),
      heading: t('subscriptionCanceled.heading'),
      paragraphs: [t(later ? 'subscriptionCanceled.atEnd' : 'subscriptionCanceled.now', about)],
      facts: [[t('facts.plan'), data.plan], ...fact(t('facts.access'), later ? about.date : null)],
      button: {
        label: t(later ? 'subscriptionCanceled.buttonResume' : 'subscriptionCanceled.buttonOpen'),
        url: data.url,
      },
      notes: [t(later ? 'subscriptionCanceled.resume' : 'subscriptionCanceled.again')],
    }
  },

  ...INVOICE_COMPOSERS,

  bankDebitNotice: (data, { t, money, date }) => {
    const about = { amount: money(data), brand: data.brand.name, date: date(data.debitAt) }
    return {
      subject: t('bankDebitNotice.subject', about),
      preview: t('bankDebitNotice.preview'),
      heading: t('bankDebitNotice.heading', about),
      paragraphs: [t('bankDebitNotice.body')],
      facts: [
        [t('facts.amount'), about.amount],
        [t('facts.debit'), about.date],
        [t('facts.account'), data.account],
        [t('facts.mandate'), data.mandate],
        ...fact(t('facts.creditor'), data.creditorId),
        [t('facts.invoice'), data.invoiceNumber],
      ],
      button: { label: t('bankDebitNotice.button'), url: data.url },
      notes: [t('bankDebitNotice.refund')],
    }
  },

  usageWarning: (data, { t, money }) => {
    const limit = money({ amount: data.limit, currency: data.currency })
    const about = { amount: money(data), limit, brand: data.brand.name }
    return {
      subject: t('usageWarning.subject', about),
      preview: t('usageWarning.preview', about),
      heading: t('usageWarning.heading', about),
      paragraphs: [
        t('usageWarning.body', about),
        t(data.action === 'DISABLE' ? 'usageWarning.disabled' : 'usageWarning.goesOn', about),
      ],
      facts: [
        [t('facts.usage'), about.amount],
        [t('facts.limit'), limit],
      ],
      button: { label: t('usageWarning.button'), url: data.url },
      notes: [],
    }
  },

  usageLimitReached: (data, { t, money }) => {
    const limit = money({ amount: data.limit, currency: data.currency })
    const about = { amount: money(data), limit, email: data.customerEmail }
    return {
      subject: t('usageLimitReached.subject', about),
      preview: t('usageLimitReached.preview'),
      heading: t('usageLimitReached.heading', about),
      paragraphs: [
        t('usageLimitReached.body', about),
        t(data.action === 'DISABLE' ? 'usageLimitReached.disabled' : 'usageLimitReached.goesOn'),
      ],
      facts: [
        [t('facts.customer'), data.customerEmail],
        [t('facts.usage'), about.amount],
        [t('facts.limit'), limit],
      ],
      button: { label: t('usageLimitReached.button'), url: data.url },
      notes: [],
      footer: [t('footer.ownerWhy', { email: data.to, owner: data.owner })],
    }
  },

  invitation: (data, { t }) => {
    const about = { owner: data.owner, email: data.to }
    return {
      subject: t('invitation.subject', about),
      preview: t('invitation.preview', about),
      heading: t('invitation.heading', about),
      // Nobody is greeted by name before it is known who reads.
      greeting: null,
      paragraphs: [
        data.by === null ? t('invitation.body', about) : t('invitation.bodyBy', { ...about, by: data.by }),
        t(`invitation.role.${data.role}`),
        t('invitation.how', about),
      ],
      facts: [],
      button: { label: t('invitation.button'), url: data.url },
      notes: [t('invitation.ignore')],
      footer: [t('invitation.why', { ...about, brand: data.brand.name })],
    }
  },

  taxThreshold: (data, { t, date }) => {
    const about = { place: data.place, owner: data.owner, date: date(data.reachedAt) }
    return {
      subject: t('taxThreshold.subject', about),
      preview: t('taxThreshold.preview'),
      heading: t('taxThreshold.heading', about),
      paragraphs: [t('taxThreshold.body', about), t('taxThreshold.register')],
      facts: [
        [t('facts.place'), data.place],
        [t('facts.date'), about.date],
      ],
      button: { label: t('taxThreshold.button'), url: data.url },
      notes: [],
      footer: [t('footer.ownerWhy', { email: data.to, owner: data.owner })],
    }
  },

  webhookDisabled: (data, { t, date }) => {
    const about = { webhook: data.webhook, date: date(data.failingSince) }
    return {
      subject: t('webhookDisabled.subject', about),
      preview: t('webhookDisabled.preview'),
      heading: t('webhookDisabled.heading', about),
      paragraphs: [
        t(data.reason === 'gone' ? 'webhookDisabled.gone' : 'webhookDisabled.failing', about),
        t('webhookDisabled.todo'),
      ],
      facts: [
        [t('facts.webhook'), data.webhook],
        [t('facts.address'), data.target],
      ],
      button: { label: t('webhookDisabled.button'), url: data.url },
      notes: [],
      footer: [t('footer.ownerWhy', { email: data.to, owner: data.owner })],
    }
  },
}

/** What is the same in every mail of a brand. */
function frame(
  data: Addressed,
  locale: Locale,
): Pick<Letter, 'locale' | 'brand' | 'greeting' | 'linkHint' | 'footer'> {
  const t = mailTranslator(locale)
  const { brand } = data
  const name = greetable(data.name)
  return {
    locale,
    brand,
    greeting: name === null ? t('helloThere') : t('hello', { name }),
    linkHint: t('link'),
    footer: [
      ...(brand.supportEmail === undefined ? [] : [t('footer.questions', { email: brand.supportEmail })]),
      t('footer.why', { email: data.to, brand: brand.name }),
      ...(brand.imprint === undefined ? [] : [brand.imprint]),
    ],
  }
}

function wordsFor(data: Addressed, locale: Locale): Words {
  return {
    t: mailTranslator(locale),
    money: ({ amount, currency }) => formatMoney(amount, currency, locale),
    date: (at) => formatDate(at, locale, { timeZone: data.timeZone }),
    month: (year, month) => formatDate(new Date(Date.UTC(year, month - 1, 15)), locale, { style: 'month' }),
  }
}

const NAME_LENGTH_MAX = 60

/**
 * Anyone may type any name at sign-up and have a mail sent with it: a name that carries an address would make
 * our mail deliver theirs.
 */
function greetable(name: string | null): string | null {
  const trimmed = name?.trim() ?? ''
  if (trimmed === '' || trimmed.length > NAME_LENGTH_MAX) return null
  return /:\/\/|www\.|\.\p{L}{2,}\//iu.test(trimmed) ? null : trimmed
}

/** Takes line ends and other controls out of every text, so that none can start a header or a line of its own. */
function inOneLine<T>(value: T): T {
  if (typeof value === 'string') return value.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ') as T
  if (typeof value !== 'object' || value === null || value instanceof Date) return value
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, inOneLine(inner)])) as T
}
