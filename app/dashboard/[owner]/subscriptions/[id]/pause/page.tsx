import type { Metadata } from 'next'
import { DateForm } from '@/components/subscription/date-form'
import { subscriptionFormWords } from '@/components/subscription/subscription-words'
import { Card } from '@/components/ui/card'
import { Main } from '@/components/ui/container'
import { PageHeader } from '@/components/ui/page-header'
import { openSubscriptionToWrite, type SubscriptionParams, tomorrow } from '../open'

type Props = { params: SubscriptionParams }

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { t, subscription } = await openSubscriptionToWrite(params, '/pause')
  return { title: t('pause.title', { plan: subscription.offer.title }) }
}

/** A pause, until a day or until somebody ends it. */
export default async function PausePage({ params }: Props) {
  const page = await openSubscriptionToWrite(params, '/pause')
  const { owner, of, subscription, name, path, t, words } = page
  return (
    <Main width="narrow">
      <PageHeader
        back={{ href: path, label: name }}
        title={t('pause.title', { plan: subscription.offer.title })}
        description={t('pause.lead')}
      />
      <Card>
        <DateForm
          ownerId={owner.id}
          id={of.id}
          what="pause"
          min={tomorrow(page)}
          doneHref={`${path}?done=paused`}
          cancelHref={path}
          words={{
            ...subscriptionFormWords(words),
            label: t('pause.until'),
            hint: t('pause.untilHint'),
            submit: t('pause.submit'),
          }}
        />
      </Card>
    </Main>
  )
}
