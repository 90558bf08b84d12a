import { FileText } from 'lucide-react'
import type { Metadata } from 'next'
import { InvoiceTable } from '@/components/invoice/invoice-table'
import { Card } from '@/components/ui/card'
import { Main } from '@/components/ui/container'
import { EmptyState } from '@/components/ui/empty-state'
import { PageHeader } from '@/components/ui/page-header'
import { openPage, type PortalParams, peekPage, required } from '../../open'

type Props = { params: PortalParams }

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: (await peekPage(params))?.words.t('invoices.title') }
}

/** Every invoice with its receipts. */
export default async function InvoicesPage({ params }: Props) {
  const { base, key, portal, words } = await openPage(params, '/invoices')
  const invoices = await required(portal.invoice.list(key))
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
    </Main>
  )
}
