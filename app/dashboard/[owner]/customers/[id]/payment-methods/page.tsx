import { CreditCard } from 'lucide-react'
import type { Metadata } from 'next'
import { customerFormWords } from '@/components/customer/customer-words'
import type { CustomerDetail, OwnerMethod } from '@/components/customer/owner-types'
import { ActButton } from '@/components/dashboard/act'
import { expiredFrom, methodLabel } from '@/components/payment-method/label'
import { MethodLine } from '@/components/payment-method/method-line'
import { Said } from '@/components/portal/said'
import { Card } from '@/components/ui/card'
import { Chip } from '@/components/ui/chip'
import { Main } from '@/components/ui/container'
import { EmptyState } from '@/components/ui/empty-state'
import { Notice } from '@/components/ui/notice'
import { PageHeader } from '@/components/ui/page-header'
import { one, required, type Search } from '../../../../open'
import { type CustomerPage, type CustomerParams, openCustomer } from '../open'

type Props = { params: CustomerParams; searchParams: Search }

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { t, name } = await openCustomer(params, '/payment-methods')
  return { title: t('methods.title', { name }) }
}

/** What a customer can be charged with; the numbers themselves are never here. */
export default async function MethodsPage({ params, searchParams }: Props) {
  const page = await openCustomer(params, '/payment-methods')
  const { api, of, customer, name, path, t, words, mayWrite } = page
  const { methods, retried } = await required(api.customer.detail(of))
  const done = one((await searchParams).done)
  const said = done === 'default' || done === 'removed' ? t(`done.${done}`) : null
  const ask = mayWrite && (
    <ActButton
      act={{ call: 'customer.sendLink', input: { ...of, page: 'add_payment_method' } }}
      label={t('portal.ask')}
      variant={methods.length === 0 ? 'primary' : 'plain'}
      doneHref={`${path}/payment-methods?done=asked`}
      words={customerFormWords(words)}
    />
  )
  return (
    <Main>
      <PageHeader
        back={{ href: path, label: name }}
        title={t('methods.title', { name })}
        description={t('methods.lead')}
        actions={methods.length > 0 && ask}
      />
      {(said !== null || done === 'asked') && (
        <Said>
          <Notice
            tone="good"
            title={said ?? t('portal.sent', { email: customer.receiptEmail ?? customer.email })}
            live="status"
          />
        </Said>
      )}
      {methods.length === 0 ? (
        <Card>
          <EmptyState icon={<CreditCard />} title={t('methods.empty')} action={ask}>
            {t('methods.emptyText')}
          </EmptyState>
        </Card>
      ) : (
        <ul className="grid gap-4">
          {methods.map((method) => (
            <li
              key={method.id}
              className="flex flex-wrap items-center justify-between gap-x-4 gap-y-3 rounded-lg border bg-surface p-5 shadow-low max-sm:p-4"
            >
              <MethodLine method={method} words={words} chip={<MethodChip method={method} page={page} />} />
              {mayWrite && <Actions method={method} retried={retried} page={page} />}
            </li>
          ))}
        </ul>
      )}
    </Main>
  )
}

function MethodChip({ method, page: { t, customer } }: { method: OwnerMethod; page: CustomerPage }) {
  const from = expiredFrom(method)
  if (method.status === 'incomplete') return <Chip tone="warn">{t('methods.waiting')}</Chip>
  if (from !== null && from <= customer.now) return <Chip tone="bad">{t('methods.expired')}</Chip>
  return method.isDefault ? <Chip tone="accent">{t('detail.default')}</Chip> : null
}

type ActionsProps = { method: OwnerMethod; retried: CustomerDetail['retried']; page: CustomerPage }

function Actions({ method, retried, page }: ActionsProps) {
  const { of, path, t, words } = page
  const label = methodLabel(method, words)
  const here = `${path}/payment-methods`
  // A new default is charged for what a running subscription owes.
  const amount = retried.map((each) => words.money(each.amount, each.currency)).join(' + ')
  return (
    <div className="flex flex-wrap gap-2">
      {method.status === 'active' && !method.isDefault && (
        <ActButton
          act={{ call: 'customer.makeDefault', input: { ...of, id: method.id } }}
          label={amount === '' ? t('methods.makeDefault') : t('methods.makeDefaultPay', { amount })}
          size="sm"
          doneHref={`${here}?done=default`}
          words={customerFormWords(words)}
        />
      )}
      <ActButton
        act={{ call: 'customer.removeMethod', input: { ...of, id: method.id } }}
        label={t('methods.remove')}
        size="sm"
        variant="quiet"
        confirm={{
          title: t('methods.removeTitle', { method: label }),
          description: t('methods.removeText'),
          confirmLabel: t('methods.remove'),
        }}
        doneHref={`${here}?done=removed`}
        words={customerFormWords(words)}
      />
    </div>
  )
}
