import type { MailData } from './templates'

/** Made-up mails for tests and for looking at the design. */

const at = (day: string) => new Date(`${day}T09:00:00Z`)

const addressed = {
  brand: {
    name: 'Northwind',
    accent: '#0b6b4d',
    supportEmail: 'billing@northwind.example',
    imprint: 'Northwind Software GmbH, Rosenthaler Straße 40, 10178 Berlin',
  },
  to: 'mira@atlas-robotics.example',
  name: 'Mira Okafor',
}

const url = (path: string) => `https://billing.northwind.example/${path}?a=1&b=2`
const charge = { amount: 23_324, currency: 'EUR', method: 'Visa •• 4242', invoiceNumber: 'NW-2026-0142' }

export const MAIL_SAMPLES: MailData = {
  signIn: { ...addressed, url: url('signin/token_9f3a'), minutes: 15 },
  welcome: { ...addressed, url: url('portal'), plan: 'Team' },
  trialEnding: {
    ...addressed,
    amount: 4900,
    currency: 'EUR',
    plan: 'Team',
    endsAt: at('2026-12-01'),
    interval: 'month',
    method: 'Visa •• 4242',
    url: url('portal'),
  },
  receipt: {
    ...addressed,
    ...charge,
    paidAt: at('2026-11-01'),
    receiptNumber: 'R-2026-0142',
    url: url('portal/invoices/142'),
  },
  paymentFailed: {
    ...addressed,
    ...charge,
    declineCode: 'insufficient_funds',
    nextAttemptAt: at('2026-11-04'),
    endsAt: at('2026-11-16'),
    url: url('pay/tok_1'),
  },
  actionRequired: { ...addressed, ...charge, endsAt: at('2026-11-16'), url: url('pay/tok_2') },
  cardExpiring: {
    ...addressed,
    card: 'Visa •• 4242',
    expiresMonth: 11,
    expiresYear: 2026,
    nextCharge: { amount: 23_324, currency: 'EUR', at: at('2026-12-01') },
    url: url('portal/payment-methods'),
  },
  subscriptionCanceled: {
    ...addressed,
    plan: 'Team',
    endsAt: at('2026-12-01'),
    effective: 'period_end',
    url: url('portal'),
  },
  invoice: {
    ...addressed,
    amount: 23_324,
    currency: 'EUR',
    invoiceNumber: 'NW-2026-0142',
    dueAt: at('2026-12-01'),
    isPaid: false,
    url: url('portal/invoices/142'),
  },
  invoiceOverdue: {
    ...addressed,
    amount: 23_324,
    currency: 'EUR',
    invoiceNumber: 'NW-2026-0142',
    dueAt: at('2026-12-01'),
    url: url('portal/invoices/142'),
  },
  creditNote: {
    ...addressed,
    amount: 23_324,
    currency: 'EUR',
    creditNoteNumber: 'NW-C-2026-0001',
    invoiceNumber: 'NW-2026-0142',
    reducesDue: 3_324,
    givenBack: 15_000,
    keptAsCredit: 5_000,
    url: url('portal/invoices/142'),
  },
  bankDebitNotice: {
    ...addressed,
    amount: 23_324,
    currency: 'EUR',
    debitAt: at('2026-11-06'),
    account: 'DE •• 3000',
    mandate: 'NW-7F3A21',
    creditorId: 'DE98ZZZ09999999999',
    invoiceNumber: 'NW-2026-0142',
    url: url('portal/invoices/142'),
  },
  webhookDisabled: {
    ...addressed,
    owner: 'Northwind',
    webhook: 'Warehouse',
    target: 'https://warehouse.northwind.example/hooks/billing',
    reason: 'failing',
    failingSince: at('2026-11-01'),
    url: url(''),
  },
  usageWarning: {
    ...addressed,
    amount: 23_324,
    currency: 'EUR',
    limit: 20_000,
    action: 'WARNING',
    url: url('portal'),
  },
  usageLimitReached: {
    ...addressed,
    owner: 'Northwind',
    customerEmail: 'ada@example.com',
    amount: 23_324,
    currency: 'EUR',
    limit: 20_000,
    action: 'DISABLE',
    url: url(''),
  },
  taxThreshold: {
    ...addressed,
    owner: 'Northwind',
    place: 'Texas, United States',
    reachedAt: at('2026-11-01'),
    url: url('dashboard'),
  },
  refundFailed: {
    ...addressed,
    amount: 4_900,
    currency: 'EUR',
    customerEmail: 'ada@example.com',
    invoiceNumber: 'NW-2026-0142',
    reason: 'expired_or_canceled_card',
    wasGiven: true,
    url: url('portal/invoices/142'),
  },
}
