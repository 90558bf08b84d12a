import { Card } from '@/components/ui/card'
import type { Words } from '@/components/words'
import { ActButton } from '../dashboard/act'
import { type CustomerWords, customerFormWords } from './customer-words'
import type { OwnCustomer } from './owner-types'
import { PortalButton } from './portal-button'

export interface CustomerActionsProps {
  customer: OwnCustomer
  name: string
  of: { ownerId: string; customerId: string }
  path: string
  t: CustomerWords
  words: Words
}

/** What is done seldom: the portal in the customer's name, a link to it, and the end of everything it may use. */
export function CustomerActions({ customer, name, of, path, t, words }: CustomerActionsProps) {
  const formWords = customerFormWords(words)
  return (
    <Card id="more" titleStyle="quiet" title={t('menu')}>
      <div className="-ml-3 grid justify-items-start gap-1">
        <PortalButton ownerId={of.ownerId} customerId={customer.id} words={formWords}>
          {t('portal.open')}
        </PortalButton>
        <ActButton
          act={{ call: 'customer.sendLink', input: { ...of, page: 'overview' } }}
          label={t('portal.send')}
          variant="quiet"
          doneHref={`${path}?done=sent`}
          words={formWords}
        />
        <ActButton
          act={{ call: 'customer.sendLink', input: { ...of, page: 'add_payment_method' } }}
          label={t('portal.ask')}
          variant="quiet"
          doneHref={`${path}?done=sent`}
          words={formWords}
        />
        {customer.isDisabled ? (
          <ActButton
            act={{ call: 'customer.enable', input: of }}
            label={t('disable.enable')}
            variant="quiet"
            doneHref={`${path}?done=enabled`}
            words={formWords}
          />
        ) : (
          <ActButton
            act={{ call: 'customer.disable', input: of }}
            label={t('disable.action')}
            variant="quiet"
            confirm={{
              title: t('disable.title', { name }),
              description: t('disable.text'),
              confirmLabel: t('disable.action'),
            }}
            doneHref={`${path}?done=disabled`}
            words={formWords}
          />
        )}
      </div>
    </Card>
  )
}
