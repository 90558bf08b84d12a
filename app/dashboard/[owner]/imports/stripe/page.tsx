import { Plug } from 'lucide-react'
import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { importWords } from '@/components/import/import-words'
import { StripeForm } from '@/components/import/stripe-form'
import { ButtonLink } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { Main } from '@/components/ui/container'
import { EmptyState } from '@/components/ui/empty-state'
import { PageHeader } from '@/components/ui/page-header'
import { type DashboardParams, openDashboard, peekDashboard, required } from '../../../open'

type Props = { params: DashboardParams }

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const page = await peekDashboard(params)
  return page ? { title: importWords(page.words.locale)('stripeTitle') } : {}
}

/** An account that was billed at Stripe: which, and what becomes of its subscriptions. */
export default async function StripeImportPage({ params }: Props) {
  const { api, base, key, words, mayWrite } = await openDashboard(params, '/imports/stripe')
  if (!mayWrite) notFound()
  const t = importWords(words.locale)
  const accounts = await required(api.import.accounts(key))
  const path = `${base}/imports`
  return (
    <Main width="narrow">
      <PageHeader
        title={t('stripeTitle')}
        description={t('stripeLead')}
        back={{ href: path, label: t('back') }}
      />
      <Card>
        {accounts.length === 0 ? (
          <EmptyState
            icon={<Plug />}
            title={t('noAccounts')}
            action={
              <ButtonLink href={`${base}/stripe`} variant="primary">
                {t('connect')}
              </ButtonLink>
            }
          >
            {t('noAccountsText')}
          </EmptyState>
        ) : (
          <StripeForm
            ownerId={key.ownerId}
            importsHref={path}
            accounts={accounts.map(({ id, name }) => ({ value: id ?? '', label: name ?? t('ownAccount') }))}
            choices={[
              { value: 'paused', label: t('paused.label'), description: t('paused.text') },
              { value: 'take_over', label: t('takeOver.label'), description: t('takeOver.text') },
            ]}
            histories={[
              { value: '12', label: t('months.m12') },
              { value: '36', label: t('months.m36') },
              { value: '240', label: t('months.all') },
              { value: '', label: t('months.none') },
            ]}
            words={{
              ...words.problems,
              account: t('account'),
              subs: t('subs'),
              history: t('history'),
              historyHint: t('historyHint'),
              read: t('read'),
              cancel: t('cancel'),
            }}
          />
        )}
      </Card>
    </Main>
  )
}
