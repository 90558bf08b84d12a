import { FileText } from 'lucide-react'
import type { Metadata } from 'next'
import { InvoiceTable } from '@/components/invoice/invoice-table'
import { ButtonLink } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { Main } from '@/components/ui/container'
import { EmptyState } from '@/components/ui/empty-state'
import { PageHeader } from '@/components/ui/page-header'
import { openPage, type PortalParams, peekPage, required, type Search } from '../../open'

type Props = { params: PortalParams; searchParams: Search }

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: (await peekPage(params))?.words.t('invoices.title') }
}

/** The invoices with their receipts, newest first; `?before=` goes on with those that are older. */
export default async function InvoicesPage({ params, searchParams }: Props) {
  const { base, key, portal, words } = await openPage(params, '/invoices')
  const { before } = await searchParams
  const from = typeof before === 'string' ? { before } : {}
  const { invoices, older } = await required(portal.invoice.list({ ...key, ...from }))
  const { t } = words
  const processing = new Set(invoices.filter((invoice) => invoice.isProcessing).map(({ id }) => id))
  return (
    <Main>
      <PageHeader title={t('invoices.title')} description={t('invoices.lead')} />
      <Card padding="none">
        {invoices.length === 0 ? (
          <EmptyState icon={<FileText />} title={t('invoices.empty')}>
            {t('invoices.emptyText')}
          </EmptyState>
        ) : (
          <InvoiceTable invoices={invoices} processing={processing} base={base} words={words} />
        )}
      </Card>
      {older === null && from.before === undefined ? null : (
        <nav aria-label={t('invoices.pages')} className="mt-4 flex flex-wrap justify-between gap-3">
          {from.before === undefined ? null : (
            <ButtonLink href={`${base}/invoices`}>{t('invoices.newest')}</ButtonLink>
          )}
          {older === null ? null : (
            <ButtonLink href={`${base}/invoices?before=${older}`} className="ml-auto" rel="next">
              {t('invoices.older')}
            </ButtonLink>
          )}
        </nav>
      )}
    </Main>
  )
}
