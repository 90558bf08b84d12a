import type { Metadata } from 'next'
import { baseFormWords } from '@/components/dashboard/form-words'
import { Card } from '@/components/ui/card'
import { Main } from '@/components/ui/container'
import { PageHeader } from '@/components/ui/page-header'
import { VoucherForm } from '@/components/voucher/voucher-form'
import { voucherMessages, voucherWords } from '@/components/voucher/words'
import { openToWrite, peekDashboard, required } from '../../../../open'

type Props = { params: Promise<{ owner: string; id: string }> }

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const page = await peekDashboard(params)
  return page ? { title: voucherWords(page.words.locale)('edit') } : {}
}

export default async function EditVoucherPage({ params }: Props) {
  const { id } = await params
  const { api, base, key, owner, words } = await openToWrite(params, `/vouchers/${id}/edit`)
  const voucher = await required(api.voucher.get({ ...key, id }))
  const t = voucherWords(words.locale)
  const { form } = voucherMessages(words.locale)
  return (
    <Main width="narrow">
      <PageHeader title={t('edit')} back={{ href: `${base}/vouchers/${id}`, label: voucher.name }} />
      <Card>
        <VoucherForm
          ownerId={key.ownerId}
          voucher={voucher}
          currency={owner.defaultCurrency}
          base={`${base}/vouchers`}
          words={{ ...baseFormWords(words, form.errors), form }}
        />
      </Card>
    </Main>
  )
}
