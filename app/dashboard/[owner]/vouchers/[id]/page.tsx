import type { Metadata } from 'next'
import { ActButton } from '@/components/dashboard/act'
import { Done } from '@/components/dashboard/done'
import { baseFormWords } from '@/components/dashboard/form-words'
import { cursorOf, Pager } from '@/components/dashboard/pager'
import { ButtonLink } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { Main } from '@/components/ui/container'
import { DescriptionList } from '@/components/ui/description-list'
import { EmptyState } from '@/components/ui/empty-state'
import { PageHeader } from '@/components/ui/page-header'
import { Table } from '@/components/ui/table'
import type { Voucher, VoucherUse } from '@/components/voucher/types'
import { usesText, VoucherStatus, worthText } from '@/components/voucher/voucher-text'
import { voucherWords } from '@/components/voucher/words'
import type { Words } from '@/components/words'
import { one, openDashboard, peekDashboard, required, type Search } from '../../../open'

type Props = { params: Promise<{ owner: string; id: string }>; searchParams: Search }

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const page = await peekDashboard(params)
  return page ? { title: voucherWords(page.words.locale)('column.name') } : {}
}

/** One voucher, and who has redeemed it. */
export default async function VoucherPage({ params, searchParams }: Props) {
  const { id } = await params
  const { api, base, key, mayWrite, words } = await openDashboard(params, `/vouchers/${id}`)
  const search = await searchParams
  const [voucher, uses] = await Promise.all([
    required(api.voucher.get({ ...key, id })),
    required(api.voucher.redemptions({ ...key, id, ...cursorOf(search) })),
  ])
  const { locale } = words
  const t = voucherWords(locale)
  const path = `${base}/vouchers/${id}`
  return (
    <Main width="wide">
      <PageHeader
        title={voucher.name}
        chip={<VoucherStatus voucher={voucher} words={words} />}
        back={{ href: `${base}/vouchers`, label: t('back') }}
        actions={mayWrite && <Actions voucher={voucher} ownerId={key.ownerId} base={base} words={words} />}
      />
      <Done what={one(search.done)} locale={locale} />
      <Card id="details" title={t('details.title')}>
        <Details voucher={voucher} words={words} />
      </Card>
      <Card id="uses" title={t('redemptions.title')} padding="none">
        <Table
          caption={t('redemptions.title')}
          rows={uses.rows}
          rowKey={(row) => row.id}
          rowHref={(row) => `${base}/customers/${row.customer.id}`}
          columns={[
            {
              key: 'customer',
              header: t('redemptions.customer'),
              cell: (row) => row.customer.name,
              phone: 'title',
            },
            {
              key: 'state',
              header: t('redemptions.state'),
              cell: (row) => stateText(row, words),
              weight: 'quiet',
            },
            {
              key: 'applied',
              header: t('redemptions.applied'),
              cell: (row) => words.date(row.appliedAt, 'medium'),
              align: 'end',
              weight: 'quiet',
              phone: 'value',
            },
          ]}
          empty={<EmptyState title={t('redemptions.empty')}>{t('redemptions.emptyText')}</EmptyState>}
        />
        <Pager label={t('redemptions.pages')} path={path} search={search} page={uses} locale={locale} />
      </Card>
    </Main>
  )
}

type ActionsProps = { voucher: Voucher; ownerId: string; base: string; words: Words }

function Actions({ voucher, ownerId, base, words }: ActionsProps) {
  const t = voucherWords(words.locale)
  const form = baseFormWords(words)
  const input = { ownerId, id: voucher.id }
  return (
    <>
      {voucher.redemptions === 0 && (
        <ActButton
          act={{ call: 'voucher.remove', input }}
          label={t('remove')}
          variant="quiet"
          confirm={{
            title: t('removeTitle', { voucher: voucher.name }),
            description: t('removeText'),
            confirmLabel: t('remove'),
          }}
          doneHref={`${base}/vouchers?done=deleted`}
          words={form}
        />
      )}
      {voucher.status === 'disabled' ? (
        <ActButton act={{ call: 'voucher.enable', input }} label={t('enable')} words={form} />
      ) : (
        <ActButton
          act={{ call: 'voucher.disable', input }}
          label={t('disable')}
          confirm={{
            title: t('disableTitle', { voucher: voucher.name }),
            description: t('disableText'),
            confirmLabel: t('disable'),
          }}
          words={form}
        />
      )}
      <ButtonLink href={`${base}/vouchers/${voucher.id}/edit`}>{t('edit')}</ButtonLink>
    </>
  )
}

function Details({ voucher, words }: { voucher: Voucher; words: Words }) {
  const t = voucherWords(words.locale)
  const limits = [
    voucher.redemptionsMax === null ? t('details.noLimit') : usesText(voucher, words),
    ...(voucher.oncePerCustomer ? [t('details.once')] : []),
  ]
  return (
    <DescriptionList
      items={[
        { key: 'worth', term: t('details.worth'), description: worthText(voucher, words) },
        {
          key: 'given',
          term: t('details.given'),
          description:
            voucher.code === null ? t('details.byEvent') : t('details.byCode', { code: voucher.code }),
        },
        { key: 'limit', term: t('details.limit'), description: limits.join(', ') },
        {
          key: 'ends',
          term: t('details.ends'),
          description: voucher.expiresAt ? words.date(voucher.expiresAt) : t('details.never'),
        },
        { key: 'created', term: t('details.created'), description: words.date(voucher.createdAt) },
      ]}
    />
  )
}

function stateText({ isPercentage, usedAt }: VoucherUse, words: Words): string {
  const t = voucherWords(words.locale)
  if (!isPercentage) return t('redemptions.credited')
  return usedAt ? t('redemptions.usedOn', { date: words.date(usedAt, 'medium') }) : t('redemptions.waiting')
}
