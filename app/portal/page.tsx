import type { Metadata } from 'next'
import { redirect } from 'next/navigation'
import { CustomerList } from '@/components/customer/customer-list'
import { ButtonLink } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { Main } from '@/components/ui/container'
import { EmptyState } from '@/components/ui/empty-state'
import { PageHeader } from '@/components/ui/page-header'
import { wordsFor } from '@/components/words'
import { readLocale } from '../locale'
import { attempt, caller, signIn } from './open'

export async function generateMetadata(): Promise<Metadata> {
  return { title: wordsFor(await readLocale()).t('switcher.title') }
}

/** Which customer: the only one at once, else a choice. */
export default async function PortalIndex() {
  const { portal, owner } = await caller()
  const [answer, locale] = await Promise.all([attempt(portal.customer.list()), readLocale()])
  if ('refusal' in answer) signIn('/portal')
  const customers = answer.value
  const [only] = customers
  if (only && customers.length === 1) redirect(`/portal/${only.id}`)
  const words = wordsFor(locale)
  const { t } = words
  if (!only) {
    const owners = await attempt(owner.session.list())
    if ('value' in owners && owners.value.length > 0) redirect('/dashboard')
    return (
      <NoCustomer
        title={t('switcher.empty', { email: (await portal.session.get()).email ?? '' })}
        text={t('switcher.emptyText')}
        action={t('switcher.other')}
      />
    )
  }
  return (
    <Main width="narrow">
      <PageHeader title={t('switcher.title')} description={t('switcher.lead')} />
      <CustomerList customers={customers} words={words} />
    </Main>
  )
}

function NoCustomer({ title, text, action }: { title: string; text: string; action: string }) {
  return (
    <Main width="narrow">
      <Card>
        <EmptyState title={<h1>{title}</h1>} action={<ButtonLink href="/signin">{action}</ButtonLink>}>
          {text}
        </EmptyState>
      </Card>
    </Main>
  )
}
