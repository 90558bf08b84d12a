import type { ReactNode } from 'react'
import { Card } from '@/components/ui/card'
import { CopyButton } from '@/components/ui/copy-button'
import { DescriptionList } from '@/components/ui/description-list'
import type { Words } from '@/components/words'
import { formatCountry } from '@/server/core/format'
import { addressLines } from '../billing-details/address'
import { baseFormWords } from '../dashboard/form-words'
import type { CustomerWords } from './customer-words'
import type { CustomerDetail, OwnCustomer } from './owner-types'

export interface AboutCustomerProps {
  customer: OwnCustomer
  tax: CustomerDetail['tax']
  t: CustomerWords
  words: Words
}

/** Who a customer is, and how it is billed and taxed. */
export function AboutCustomer({ customer, tax, t, words }: AboutCustomerProps) {
  const { copy, copied } = baseFormWords(words)
  const rate = words.rate(tax.ratePpm)
  const country = tax.country && formatCountry(tax.country, words.locale)
  const facts: [string, string, ReactNode][] = [
    ['email', t('detail.email'), customer.email],
    ['receipt', t('detail.receiptEmail'), customer.receiptEmail],
    ['company', t('column.company'), customer.companyName],
    ['name', t('column.name'), customer.name],
    ['address', t('detail.address'), lines(addressLines(customer.address, words))],
    ['vat', t('column.vat'), customer.vatNumber],
    [
      'tax',
      t('detail.tax'),
      <>
        {country ? t('detail.taxRate', { rate, country }) : rate}
        {tax.note !== null && (
          <span className="block text-sm text-ink-3">{words.t(`notes.${tax.note}`)}</span>
        )}
      </>,
    ],
    [
      'billing',
      t('column.billing'),
      t(customer.billingType === 'card' ? 'detail.byCard' : 'detail.byInvoice'),
    ],
    ['brand', t('brand'), customer.brand.name],
    ['reference', t('column.reference'), customer.reference],
    ['external', t('column.external'), customer.externalReference],
    ['stripe', t('detail.stripe'), customer.stripeCustomerId],
    [
      'bucket',
      t('detail.bucket'),
      <span key="bucket" className="flex flex-wrap items-center gap-2">
        <code className="text-sm break-all">{customer.bucketId}</code>
        <CopyButton text={customer.bucketId} label={copy} doneLabel={copied} variant="quiet" />
      </span>,
    ],
    ['since', t('detail.since'), words.date(customer.createdAt)],
  ]
  return (
    <Card id="about" titleStyle="quiet" title={t('detail.about')}>
      <div className="[&_dl>div]:sm:grid-cols-1 [&_dl>div]:sm:gap-y-0">
        <DescriptionList
          items={facts.flatMap(([key, term, description]) =>
            description === null || description === '' ? [] : [{ key, term, description }],
          )}
        />
      </div>
    </Card>
  )
}

const lines = (all: readonly string[]): ReactNode =>
  all.length === 0
    ? null
    : all.map((line) => (
        <span key={line} className="block">
          {line}
        </span>
      ))
