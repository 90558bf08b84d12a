import type { ReactNode } from 'react'
import type { StripeConfig } from '@/components/stripe/load'
import { ButtonLink } from '@/components/ui/button'
import { Chip } from '@/components/ui/chip'
import { DescriptionList } from '@/components/ui/description-list'
import type { Words } from '@/components/words'
import { addressLines } from '../billing-details/address'
import type { Owed } from '../invoice/owed'
import type { Customer, Method } from '../portal/types'
import { DefaultButton } from './default-button'
import { expiredFrom, methodLabel } from './label'
import { MethodLine } from './method-line'

export interface MethodListProps {
  customer: Customer
  methods: readonly Method[]
  /** What a new default is charged for at once. */
  owed: Owed | null
  stripe: StripeConfig
  base: string
  words: Words
}

/** Each means of payment with what is known of it and what can be done with it, the default first. */
export function MethodList({ methods, ...rest }: MethodListProps) {
  const { customer, words } = rest
  const sorted = [...methods].sort((a, b) => Number(b.isDefault) - Number(a.isDefault))
  return (
    <ul className="grid gap-4">
      {sorted.map((method) => (
        <li key={method.id} className="rounded-lg border bg-surface p-5 shadow-low max-sm:p-4">
          <div className="flex flex-wrap items-start justify-between gap-x-4 gap-y-3">
            <MethodLine
              method={method}
              words={words}
              chip={<MethodChip method={method} now={customer.now} words={words} />}
            />
            {customer.canWrite && <Actions {...rest} method={method} />}
          </div>
          <Facts customer={customer} method={method} words={words} />
        </li>
      ))}
    </ul>
  )
}

function MethodChip({ method, now, words }: { method: Method; now: Date; words: Words }): ReactNode {
  const { t } = words
  const from = expiredFrom(method)
  if (method.status === 'incomplete') return <Chip tone="warn">{t('methods.waiting')}</Chip>
  if (from !== null && from <= now) return <Chip tone="bad">{t('methods.expired')}</Chip>
  return method.isDefault ? <Chip tone="accent">{t('methods.default')}</Chip> : null
}

type ActionsProps = Omit<MethodListProps, 'methods'> & { method: Method }

function Actions({ customer, method, owed, stripe, base, words }: ActionsProps) {
  const { t } = words
  const label = methodLabel(method, words)
  const own = `${base}/payment-methods/${method.id}`
  const pay = t('methods.makeDefaultPay', { amount: owed?.amount ?? '' })
  return (
    <div className="flex flex-wrap gap-2">
      {method.status === 'incomplete' && (
        <ButtonLink href={`${base}/payment-methods/add?type=sepa_debit`} size="sm" variant="primary">
          {t('methods.give')}
        </ButtonLink>
      )}
      {method.status === 'active' && !method.isDefault && (
        <DefaultButton
          customerId={customer.id}
          methodId={method.id}
          doneHref={`${base}/payment-methods?done=default`}
          owed={owed}
          stripe={stripe}
          label={owed ? `${label}: ${pay}` : t('methods.makeDefaultOf', { method: label })}
          words={{ ...words.problems, authenticating: t('choose.authenticating') }}
        >
          {owed ? pay : t('methods.makeDefault')}
        </DefaultButton>
      )}
      {method.type === 'card' && (
        <ButtonLink href={own} size="sm" variant="quiet" aria-label={t('methods.editOf', { method: label })}>
          {t('methods.edit')}
        </ButtonLink>
      )}
      <ButtonLink
        href={`${own}/remove`}
        size="sm"
        variant="quiet"
        aria-label={t('methods.removeOf', { method: label })}
      >
        {t('methods.remove')}
      </ButtonLink>
    </div>
  )
}

function Facts({ customer, method, words }: { customer: Customer; method: Method; words: Words }) {
  const { t, date } = words
  const { mandate, holderName, address } = method
  const lines = addressLines(address, words)
  const items = []
  const parts = [holderName, ...(method.type === 'card' ? lines : [])].filter(Boolean)
  if (parts.length > 0)
    items.push({
      key: 'address',
      term: method.type === 'card' ? t('methods.address') : t('methods.holder'),
      description: parts.join(', '),
    })
  if (mandate)
    items.push({
      key: 'mandate',
      term: t('methods.mandate'),
      description: (
        <>
          <span className="num whitespace-normal">
            {[
              mandate.reference && t('methods.mandateReference', { reference: mandate.reference }),
              t('methods.mandateDate', { date: date(mandate.acceptedAt) }),
            ]
              .filter(Boolean)
              .join(' · ')}
          </span>{' '}
          {mandate.url && (
            <a href={mandate.url} target="_blank" rel="noreferrer" className="link">
              {t('methods.mandateView')}
            </a>
          )}
          <span className="mt-1 block text-sm text-ink-3">
            {t('methods.mandateText', { brand: customer.brand.name })}
          </span>
        </>
      ),
    })
  if (items.length === 0) return null
  return (
    <div className="mt-4 border-t pt-3.5">
      <DescriptionList items={items} />
    </div>
  )
}
