import type { Metadata } from 'next'
import { ActButton } from '@/components/dashboard/act'
import { MethodLine } from '@/components/payment-method/method-line'
import { subscriptionFormWords } from '@/components/subscription/subscription-words'
import { ButtonLink } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { Chip } from '@/components/ui/chip'
import { Main } from '@/components/ui/container'
import { EmptyState } from '@/components/ui/empty-state'
import { PageHeader } from '@/components/ui/page-header'
import { openSubscriptionToWrite, type SubscriptionParams } from '../open'

type Props = { params: SubscriptionParams }

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: (await openSubscriptionToWrite(params, '/payment-method')).t('method.title') }
}

/** What one subscription is charged to, instead of the customer's default. */
export default async function MethodPage({ params }: Props) {
  const page = await openSubscriptionToWrite(params, '/payment-method')
  const { base, of, methods, method: charged, customer, name, path, t, words } = page
  const usable = methods.filter(({ status }) => status === 'active')
  return (
    <Main width="narrow">
      <PageHeader
        back={{ href: path, label: name }}
        title={t('method.title')}
        description={t('method.lead')}
      />
      {usable.length === 0 ? (
        <Card>
          <EmptyState
            title={t('method.none')}
            action={
              <ButtonLink href={`${base}/customers/${customer.id}/payment-methods`}>
                {t('method.choose')}
              </ButtonLink>
            }
          />
        </Card>
      ) : (
        <ul className="grid gap-4">
          {usable.map((method) => (
            <li
              key={method.id}
              className="flex flex-wrap items-center justify-between gap-x-4 gap-y-3 rounded-lg border bg-surface p-5 shadow-low max-sm:p-4"
            >
              <MethodLine
                method={method}
                words={words}
                chip={method.id === charged?.id && <Chip tone="accent">{t('detail.charged')}</Chip>}
              />
              {method.id !== charged?.id && (
                <ActButton
                  act={{ call: 'subscription.paymentMethod', input: { ...of, methodId: method.id } }}
                  label={t('method.submit')}
                  size="sm"
                  doneHref={`${path}?done=changed`}
                  words={subscriptionFormWords(words)}
                />
              )}
            </li>
          ))}
        </ul>
      )}
    </Main>
  )
}
