import type { Metadata } from 'next'
import { PayForm } from '@/components/invoice/pay-form'
import { subjectText } from '@/components/invoice/subject'
import { newMethodProps, payOptions, payWords } from '@/components/payment-method/pay-options'
import { declineText } from '@/components/trpc/problem'
import { ButtonLink } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { Main } from '@/components/ui/container'
import { Notice } from '@/components/ui/notice'
import { PageHeader } from '@/components/ui/page-header'
import { SumList } from '@/components/ui/sum-list'
import { one, openPage, peekPage, required, type Search } from '../../../../open'

type Props = { params: Promise<{ customer: string; id: string }>; searchParams: Search }

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: (await peekPage(params))?.words.t('invoices.pay') }
}

/** Pays an open invoice, also of a plan that has ended; a payment left at the bank's question goes on here. */
export default async function PayInvoicePage({ params, searchParams }: Props) {
  const { id } = await params
  const { customer, base, key, portal, words } = await openPage(params, `/invoices/${id}/pay`)
  const [invoice, methods, stripe, search] = await Promise.all([
    required(portal.invoice.get({ ...key, id })),
    required(portal.paymentMethod.list(key)),
    required(portal.paymentMethod.stripe(key)),
    searchParams,
  ])
  const { t, money } = words
  const { number, currency } = invoice
  const amount = money(invoice.amountDue, currency)
  const own = `${base}/invoices/${id}`
  const back = { href: own, label: t('pay.back', { number }) }
  const isProcessing = invoice.attempts.some(({ status }) => status === 'processing')
  if (invoice.status !== 'open' || isProcessing)
    return (
      <Main width="narrow">
        <PageHeader back={back} title={t('pay.nothing')} />
        <Notice action={<ButtonLink href={own}>{t('pay.back', { number })}</ButtonLink>}>
          {invoice.status === 'void'
            ? t('pay.voidText', { number })
            : isProcessing
              ? t('pay.pendingText', { number })
              : t('pay.paidText', { number })}
        </Notice>
      </Main>
    )
  const waiting = invoice.attempts.find(({ status }) => status === 'requires_action')
  const options = payOptions(methods, (method) => t('pay.sentence', { amount, method }), words)
  const declined = one(search.declined)
  const chosen = [one(search.method), waiting?.paymentMethodId].find((wanted) =>
    options.some((o) => o.id === wanted),
  )
  return (
    <Main width="narrow">
      <PageHeader back={back} title={t('pay.title', { number })} />
      {waiting && (
        <Notice tone="warn" title={`${t('pay.confirmTitle')}.`}>
          {t('pay.confirmText')}
        </Notice>
      )}
      {declined !== undefined && (
        <Notice tone="bad" live="alert">
          {declineText(declined, words.problems)}
        </Notice>
      )}
      <Card>
        <SumList
          lines={[
            { key: 'for', label: subjectText(invoice, words), value: money(invoice.total, currency) },
            { key: 'due', label: t('sum.due'), value: amount, weight: 'total' },
          ]}
        />
      </Card>
      {customer.canWrite ? (
        <PayForm
          charge={{ kind: 'invoice', id }}
          options={options}
          defaultId={chosen ?? methods.find((method) => method.isDefault)?.id ?? null}
          newMethod={newMethodProps(customer, stripe, currency, words)}
          done={{
            paid: `${own}?done=paid`,
            processing: `${own}?done=processing`,
            unknown: `${own}?done=unknown`,
          }}
          words={payWords(words, {
            newSentence: t('pay.sentenceNew', { amount }),
            submit: t('choose.pay', { amount }),
          })}
        />
      ) : (
        <Notice>{t('viewer')}</Notice>
      )}
    </Main>
  )
}
