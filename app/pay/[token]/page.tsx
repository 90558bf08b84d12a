import type { Metadata } from 'next'
import { publicPayWords, stripeFormOf } from '@/components/checkout/pay-words'
import { PublicPayForm } from '@/components/checkout/public-pay-form'
import type { PayablePage } from '@/components/portal/types'
import { Card } from '@/components/ui/card'
import { Main } from '@/components/ui/container'
import { Notice } from '@/components/ui/notice'
import { PageHeader } from '@/components/ui/page-header'
import { type SumLine, SumList } from '@/components/ui/sum-list'
import { type Words, wordsFor } from '@/components/words'
import { isOwed } from '@/server/core/invoice-state'
import { readLocale } from '../../locale'
import { answer, orNotFound, publicCaller } from '../../public-caller'
import { PublicFrame } from '../../public-frame'
import { pay, startSetup } from './actions'

type Props = { params: Promise<{ token: string }> }

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { token } = await params
  const { invoice } = await publicCaller()
  const [found, locale] = await Promise.all([answer(invoice.view({ token })), readLocale()])
  if (!('value' in found)) return {}
  const { number, brand } = found.value
  const title = `${wordsFor(locale).t('payLink.title', { number })} · ${brand.name}`
  // The address of this page is a key: it must not travel on.
  return { title: { absolute: title }, referrer: 'same-origin' }
}

/** Pays one invoice, for whoever has its link. */
export default async function PayPage({ params }: Props) {
  const { token } = await params
  const { invoice } = await publicCaller()
  const page = await orNotFound(invoice.view({ token }))
  const words = wordsFor(await readLocale(), page.timeZone)
  const { t, money, date } = words
  const amount = money(page.amountDue, page.currency)
  const isOpen = isOwed(page.status) && !page.isProcessing
  return (
    <PublicFrame seller={page} words={words}>
      <Main width="narrow">
        <PageHeader
          title={t('payLink.title', { number: page.number })}
          description={[
            t('payLink.from', { brand: page.brand.name }),
            ...(isOpen ? [t('payLink.lead', { date: date(page.dueAt) })] : []),
          ].join(' · ')}
        />
        {!isOpen && <Standing page={page} words={words} />}
        <Card id="sum">
          <SumList lines={linesOf(page, words)} />
        </Card>
        {isOpen && (
          <Card id="payment" title={t('checkout.payment')}>
            <PublicPayForm
              stripe={stripeFormOf(page, billingOf(page), words)}
              due={page.amountDue}
              setup={startSetup.bind(null, token)}
              pay={pay.bind(null, token)}
              words={publicPayWords(words, {
                sentence: t('payLink.sentence', { amount }),
                submit: t('choose.pay', { amount }),
              })}
            />
          </Card>
        )}
      </Main>
    </PublicFrame>
  )
}

const billingOf = ({ currency, country }: PayablePage) => ({
  currency,
  billing: country === null ? null : { address: { country } },
})

function Standing({ page, words }: { page: PayablePage; words: Words }) {
  const { t } = words
  const { number } = page
  if (page.status === 'paid')
    return (
      <Notice tone="good" title={`${t('payLink.paid')}.`}>
        {t('pay.paidText', { number })}
      </Notice>
    )
  return (
    <Notice>{page.isProcessing ? t('pay.pendingText', { number }) : t('pay.voidText', { number })}</Notice>
  )
}

function linesOf(page: PayablePage, { t, money }: Words): SumLine[] {
  const amount = (value: number) => money(value, page.currency)
  const lines: SumLine[] = page.lines.map((line) => ({
    key: line.id,
    label: Number(line.quantity) > 1 ? `${line.quantity} × ${line.description}` : line.description,
    value: amount(line.total),
  }))
  lines.push({ key: 'tax', label: t('payLink.tax'), value: amount(page.tax), weight: 'quiet' })
  lines.push({ key: 'total', label: t('sum.total'), value: amount(page.total), weight: 'total' })
  if (isOwed(page.status) && page.amountDue !== page.total)
    lines.push({ key: 'due', label: t('sum.due'), value: amount(page.amountDue), weight: 'total' })
  return lines
}
