import { ActButton } from '@/components/dashboard/act'
import type { BaseFormWords } from '@/components/dashboard/form-words'
import { Chip } from '@/components/ui/chip'
import { type Column, RowAction, Table } from '@/components/ui/table'
import type { Words } from '@/components/words'
import type { Outputs } from '@/server/trpc/caller'
import { GoButton } from './go-button'
import type { StripeAccountWords } from './words'

export type StripeAccount = Outputs['owner']['stripeAccount']['list']['accounts'][number]

export interface AccountTableProps {
  accounts: readonly StripeAccount[]
  ownerId: string
  isAdmin: boolean
  href: string
  t: StripeAccountWords
  words: Words
  formWords: BaseFormWords
}

/** Connected accounts, how each stands, and what can be done about it. */
export function AccountTable({ accounts, ownerId, isAdmin, href, t, words, formWords }: AccountTableProps) {
  const columns: Column<StripeAccount>[] = [
    {
      key: 'name',
      header: t('account'),
      cell: ({ name }) => <span className="font-medium">{name}</span>,
      phone: 'title',
    },
    { key: 'state', header: t('state'), cell: (row) => <StateChip account={row} t={t} />, phone: 'status' },
    {
      key: 'since',
      header: t('since'),
      cell: ({ createdAt }) => <span className="num">{words.date(createdAt, 'medium')}</span>,
      weight: 'quiet',
      phone: 'detail',
    },
  ]
  if (isAdmin)
    columns.push({
      key: 'actions',
      header: <span className="sr-only">{t('actions')}</span>,
      cell: (row) => <Actions account={row} {...{ ownerId, href, t, formWords }} />,
      align: 'end',
      phone: 'action',
    })
  return <Table caption={t('accounts')} columns={columns} rows={accounts} rowKey={({ id }) => id} />
}

export function StateChip({ account, t }: { account: StripeAccount; t: StripeAccountWords }) {
  if (account.chargesEnabled) return <Chip tone="good">{t('ready')}</Chip>
  return account.detailsSubmitted ? (
    <Chip tone="warn">{t('checking')}</Chip>
  ) : (
    <Chip tone="warn">{t('unfinished')}</Chip>
  )
}

type ActionsProps = Pick<AccountTableProps, 'ownerId' | 'href' | 't' | 'formWords'> & {
  account: StripeAccount
}

function Actions({ account, ownerId, href, t, formWords }: ActionsProps) {
  const { id, name, chargesEnabled, detailsSubmitted } = account
  const input = { ownerId, id }
  return (
    <RowAction>
      <span className="inline-flex flex-wrap justify-end gap-2">
        {!detailsSubmitted && (
          <GoButton ownerId={ownerId} accountId={id} label={t('goOn')} size="sm" words={formWords} />
        )}
        {!chargesEnabled && detailsSubmitted && (
          <ActButton
            act={{ call: 'stripeAccount.refresh', input }}
            label={t('check')}
            size="sm"
            words={formWords}
          />
        )}
        <ActButton
          act={{ call: 'stripeAccount.disconnect', input }}
          label={t('disconnect')}
          variant="quiet"
          size="sm"
          confirm={{
            title: t('disconnectTitle', { name }),
            description: t('disconnectText'),
            confirmLabel: t('disconnect'),
          }}
          doneHref={href}
          words={formWords}
        />
      </span>
    </RowAction>
  )
}
