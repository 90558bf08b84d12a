import type { Metadata } from 'next'
import Link from 'next/link'
import { baseFormWords } from '@/components/dashboard/form-words'
import { InvoiceEditor } from '@/components/invoice/editor'
import { moneyMessages, moneyWords } from '@/components/invoice/money-words'
import { Button } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { Main } from '@/components/ui/container'
import { TextField } from '@/components/ui/input'
import { PageHeader } from '@/components/ui/page-header'
import { type DashboardPage, one, openToWrite, peekDashboard, required, type Search } from '../../../open'

type Props = { params: Promise<{ owner: string }>; searchParams: Search }

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const page = await peekDashboard(params)
  return page ? { title: moneyWords(page.words.locale)('editor.newTitle') } : {}
}

/** A new invoice by hand: first whom it is for (`?customer=`, found by `?q=`), then its items. */
export default async function NewInvoicePage({ params, searchParams }: Props) {
  const page = await openToWrite(params, '/invoices/new')
  const search = await searchParams
  const customerId = one(search.customer)
  if (!customerId) return <Whom page={page} text={one(search.q)?.trim() ?? ''} />
  const { api, base, key, words } = page
  const [buyer, choices] = await Promise.all([
    required(api.invoice.buyer({ ...key, customerId })),
    required(api.invoice.filters(key)),
  ])
  const t = moneyWords(words.locale)
  return (
    <Main width="wide">
      <PageHeader
        back={{ href: `${base}/invoices`, label: t('invoices.title') }}
        title={t('editor.newTitle')}
        description={
          <>
            {t('invoice.for', { customer: buyer.name })} ·{' '}
            <Link href={`${base}/invoices/new`} className="link">
              {t('editor.other')}
            </Link>
          </>
        }
      />
      <InvoiceEditor
        ownerId={key.ownerId}
        buyer={{ id: buyer.id, name: buyer.name }}
        draft={null}
        currency={buyer.currency}
        currencies={[...new Set([buyer.currency, ...choices.currencies])]}
        taxTypes={choices.taxTypes}
        base={`${base}/invoices`}
        locale={words.locale}
        words={{ ...moneyMessages(words.locale).editor, ...baseFormWords(words) }}
      />
    </Main>
  )
}

async function Whom({ page: { api, base, key, words }, text }: { page: DashboardPage; text: string }) {
  const found = text === '' ? null : await required(api.invoice.customers({ ...key, text }))
  const t = moneyWords(words.locale)
  const path = `${base}/invoices/new`
  return (
    <Main width="narrow">
      <PageHeader
        back={{ href: `${base}/invoices`, label: t('invoices.title') }}
        title={t('editor.newTitle')}
      />
      <Card>
        <form action={path} className="flex flex-wrap items-end gap-3">
          <TextField
            name="q"
            type="search"
            label={t('editor.whom')}
            hint={t('editor.whomHint')}
            defaultValue={text}
            maxLength={100}
            required
            className="min-w-60 flex-1"
          />
          <Button type="submit" variant={found ? 'plain' : 'primary'} className="mb-6.5">
            {t('editor.find')}
          </Button>
        </form>
        {found && found.length === 0 && <p className="mt-4 text-ink-2">{t('editor.nobody')}</p>}
        {found && found.length > 0 && (
          <ul aria-label={t('editor.found')} className="mt-4 divide-y border-t">
            {found.map(({ id, name, email }) => (
              <li key={id}>
                <Link
                  href={`${path}?customer=${id}`}
                  className="flex min-h-11 flex-wrap items-center justify-between gap-x-4 py-2"
                >
                  <span className="font-medium">{name}</span>
                  {name !== email && <span className="text-sm text-ink-3">{email}</span>}
                </Link>
              </li>
            ))}
          </ul>
        )}
      </Card>
    </Main>
  )
}
