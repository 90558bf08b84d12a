import { type Composer, fact } from './composer'

/** The mails about invoices that are sent, not charged, and about credit notes. */
export const INVOICE_COMPOSERS: { [T in 'invoice' | 'invoiceOverdue' | 'creditNote']: Composer<T> } = {
  invoice: (data, { t, money, date }) => {
    const about = {
      amount: money(data),
      brand: data.brand.name,
      number: data.invoiceNumber,
      date: date(data.dueAt),
    }
    return {
      subject: t('invoice.subject', about),
      preview: t(data.isPaid ? 'invoice.previewPaid' : 'invoice.preview', about),
      heading: t('invoice.heading', about),
      paragraphs: [t(data.isPaid ? 'invoice.bodyPaid' : 'invoice.body', about)],
      facts: [
        [t('facts.amount'), about.amount],
        [t('facts.invoice'), data.invoiceNumber],
        ...fact(t('facts.dueOn'), data.isPaid ? null : about.date),
      ],
      button: { label: t(data.isPaid ? 'invoice.button' : 'invoice.buttonPay', about), url: data.url },
      notes: [],
    }
  },

  invoiceOverdue: (data, { t, money, date }) => {
    const about = {
      amount: money(data),
      brand: data.brand.name,
      number: data.invoiceNumber,
      date: date(data.dueAt),
    }
    return {
      subject: t('invoiceOverdue.subject', about),
      preview: t('invoiceOverdue.preview', about),
      heading: t('invoiceOverdue.heading', about),
      paragraphs: [t('invoiceOverdue.body', about)],
      facts: [
        [t('facts.amount'), about.amount],
        [t('facts.invoice'), data.invoiceNumber],
        [t('facts.dueOn'), about.date],
      ],
      button: { label: t('invoiceOverdue.button', about), url: data.url },
      notes: [t('invoiceOverdue.crossed')],
    }
  },

  creditNote: (data, { t, money }) => {
    const part = (amount: number) => (amount > 0 ? money({ amount, currency: data.currency }) : null)
    const [back, kept] = [part(data.givenBack), part(data.keptAsCredit)]
    const about = {
      amount: money(data),
      brand: data.brand.name,
      number: data.creditNoteNumber,
      invoice: data.invoiceNumber,
    }
    return {
      subject: t('creditNote.subject', about),
      preview: t('creditNote.preview', about),
      heading: t('creditNote.heading', about),
      paragraphs: [
        t('creditNote.body', about),
        ...(back === null ? [] : [t('creditNote.refunded', { amount: back })]),
        ...(kept === null ? [] : [t('creditNote.credited', { amount: kept })]),
      ],
      facts: [
        [t('facts.amount'), about.amount],
        [t('facts.creditNote'), data.creditNoteNumber],
        [t('facts.invoice'), data.invoiceNumber],
        ...fact(t('facts.offDue'), part(data.reducesDue)),
        ...fact(t('facts.givenBack'), back),
        ...fact(t('facts.keptAsCredit'), kept),
      ],
      button: { label: t('creditNote.button'), url: data.url },
      notes: [],
    }
  },
}
