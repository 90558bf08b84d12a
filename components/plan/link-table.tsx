import { ActButton } from '@/components/dashboard/act'
import { baseFormWords } from '@/components/dashboard/form-words'
import { perInterval } from '@/components/plan/offer-words'
import { Chip } from '@/components/ui/chip'
import { CopyButton } from '@/components/ui/copy-button'
import { Table } from '@/components/ui/table'
import type { Words } from '@/components/words'
import type { CheckoutLink } from './types'
import { planWords } from './words'

export interface LinkTableProps {
  links: readonly CheckoutLink[]
  ownerId: string
  mayWrite: boolean
  words: Words
}

/** The links that sell a plan, each to be copied. */
export function LinkTable({ links, ownerId, mayWrite, words }: LinkTableProps) {
  const t = planWords(words.locale)
  const form = baseFormWords(words)
  return (
    <Table
      caption={t('link.title')}
      rows={links}
      rowKey={(row) => row.id}
      columns={[
        {
          key: 'name',
          header: t('link.name'),
          cell: (row) => (
            <>
              {row.name}
              <a href={row.url} className="link block text-sm break-all">
                {row.url}
              </a>
            </>
          ),
          phone: 'title',
        },
        {
          key: 'total',
          header: t('link.total'),
          cell: (row) => totalText(row, words),
          align: 'end',
          phone: 'value',
        },
        { key: 'status', header: t('link.status'), cell: (row) => <Standing link={row} words={words} /> },
        {
          key: 'actions',
          header: <span className="sr-only">{t('link.address')}</span>,
          cell: (row) =>
            row.standing === 'open' && (
              <span className="inline-flex flex-wrap justify-end gap-2">
                <CopyButton text={row.url} label={form.copy} doneLabel={form.copied} />
                {mayWrite && (
                  <ActButton
                    act={{ call: 'checkout.disable', input: { ownerId, id: row.id } }}
                    label={t('link.disable')}
                    size="sm"
                    variant="quiet"
                    confirm={{
                      title: t('link.disableTitle'),
                      description: t('link.disableText'),
                      confirmLabel: t('link.disable'),
                    }}
                    words={form}
                  />
                )}
              </span>
            ),
          align: 'end',
          phone: 'action',
        },
      ]}
    />
  )
}

function Standing({ link, words }: { link: CheckoutLink; words: Words }) {
  const t = planWords(words.locale)
  if (link.standing !== 'open')
    return link.standing === 'used' ? (
      <Chip tone="accent">{t('link.used')}</Chip>
    ) : (
      <Chip>{t('link.expired')}</Chip>
    )
  return (
    <span className="inline-flex flex-wrap items-center gap-2">
      <Chip tone="good">{t('link.open')}</Chip>
      <span className="text-sm text-ink-3">
        {link.permanent ? t('link.permanent') : t('link.single')}
        {link.expiresAt && ` · ${t('link.until', { date: words.date(link.expiresAt, 'medium') })}`}
      </span>
    </span>
  )
}

function totalText({ total, interval }: CheckoutLink, words: Words): string {
  const amount = words.money(total.amount, total.currency)
  return interval && interval.count < 100
    ? words.common('amountPer', { amount, interval: perInterval(interval, words) })
    : amount
}
