import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { owedOf } from '@/components/invoice/owed'
import { methodLabel } from '@/components/payment-method/label'
import { RemoveButton } from '@/components/payment-method/remove-button'
import { ButtonLink } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { Main } from '@/components/ui/container'
import { Notice } from '@/components/ui/notice'
import { PageHeader } from '@/components/ui/page-header'
import { isLive } from '@/server/core/subscription'
import { openPage, peekPage, required } from '../../../../open'

type Props = { params: Promise<{ customer: string; id: string }> }

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: (await peekPage(params))?.words.t('methods.remove') }
}

/** Asks once more, and says what follows: which one is charged instead, or why this one has to stay. */
export default async function RemovePaymentMethodPage({ params }: Props) {
  const { id } = await params
  const { customer, base, key, portal, words } = await openPage(params, `/payment-methods/${id}/remove`)
  const overview = await required(portal.customer.overview(key))
  const { methods, subscription } = overview
  const owed = owedOf(overview, base, words)
  const { t } = words
  const method = methods.find((each) => each.id === id) ?? notFound()
  const label = methodLabel(method, words)
  const rest = methods.filter((each) => each.id !== id && each.status === 'active')
  const isLast =
    method.status === 'active' && rest.length === 0 && subscription && isLive(subscription.status)
  const back = `${base}/payment-methods`
  const next = method.isDefault ? rest[0] : undefined
  return (
    <Main width="narrow">
      <PageHeader back={{ href: back, label: t('add.back') }} title={t('remove.title', { method: label })} />
      {isLast ? (
        <Notice
          tone="warn"
          title={`${t('remove.last')}.`}
          action={
            <ButtonLink href={`${back}/add`} variant="primary">
              {t('methods.add')}
            </ButtonLink>
          }
        >
          {t('remove.lastText', { plan: subscription.offer.title })}
        </Notice>
      ) : (
        <Card>
          <p>{t('remove.text')}</p>
          {next && (
            <p className="mt-2">
              {owed
                ? t('remove.nextDefaultPay', { method: methodLabel(next, words), amount: owed.amount })
                : t('remove.nextDefault', { method: methodLabel(next, words) })}
            </p>
          )}
          {method.type === 'sepa_debit' && method.status === 'active' && (
            <p className="mt-2">{t('remove.waiting')}</p>
          )}
          {customer.canWrite ? (
            <div className="mt-5 flex flex-wrap gap-2">
              <RemoveButton
                customerId={customer.id}
                methodId={id}
                doneHref={`${back}?done=removed`}
                words={words.problems}
              >
                {t('remove.submit', { method: label })}
              </RemoveButton>
              <ButtonLink href={back}>{t('remove.keep')}</ButtonLink>
            </div>
          ) : (
            <p className="mt-4 text-ink-3">{t('viewer')}</p>
          )}
        </Card>
      )}
    </Main>
  )
}
