import type { Metadata } from 'next'
import { baseFormWords } from '@/components/dashboard/form-words'
import { Card } from '@/components/ui/card'
import { Main } from '@/components/ui/container'
import { PageHeader } from '@/components/ui/page-header'
import { VoucherForm } from '@/components/voucher/voucher-form'
import { voucherMessages, voucherWords } from '@/components/voucher/words'
import { type DashboardParams, openToWrite, peekDashboard } from '../../../open'

type Props = { params: DashboardParams }

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const page = await peekDashboard(params)
  return page ? { title: voucherWords(page.words.locale)('new') } : {}
}

export default async function NewVoucherPage({ params }: Props) {
  const { base, key, owner, words } = await openToWrite(params, '/vouchers/new')
  const t = voucherWords(words.locale)
  const { form } = voucherMessages(words.locale)
  return (
    <Main width="narrow">
      <PageHeader title={t('new')} back={{ href: `${base}/vouchers`, label: t('back') }} />
      <Card>
        <VoucherForm
          ownerId={key.ownerId}
          voucher={null}
          currency={owner.defaultCurrency}
          base={`${base}/vouchers`}
          words={{ ...baseFormWords(words, form.errors), form }}
        />
      </Card>
    </Main>
  )
}
