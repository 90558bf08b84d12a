import { Button, ButtonLink } from '@/components/ui/button'
import { Notice } from '@/components/ui/notice'
import { PageHeader } from '@/components/ui/page-header'
import type { Words } from '@/components/words'
import { Said } from '../portal/said'
import type { CheckoutSession } from '../portal/types'

export interface BoughtProps {
  bill: NonNullable<CheckoutSession['bill']>
  /** Null: the buyer was known, and nothing of it is said here. */
  email: string | null
  /** Where it can be bought again: a form's action. */
  again: (() => Promise<void>) | null
  words: Words
}

/** What became of buying: paid, on its way from the bank, or not answered yet. */
export function Bought({ bill, email, again, words }: BoughtProps) {
  const { t, money } = words
  const amount = money(bill.total, bill.currency)
  const isPaid = bill.status === 'paid'
  if (!isPaid && bill.payment !== 'processing')
    return (
      <>
        <PageHeader title={t('checkout.waiting')} />
        <Notice action={<ButtonLink href="">{t('checkout.look')}</ButtonLink>}>
          {t('checkout.waitingText')}
        </Notice>
      </>
    )
  const text = textOf()
  return (
    <Said>
      <div className="grid gap-7 max-sm:gap-5">
        <PageHeader title={t('checkout.thanks')} />
        <Notice tone="good">{text}</Notice>
        <div className="flex flex-wrap gap-2">
          <ButtonLink href="/portal" prefetch={false}>
            {t('checkout.toBilling')}
          </ButtonLink>
          {again && (
            <form action={again}>
              <Button type="submit">{t('checkout.again')}</Button>
            </form>
          )}
        </div>
      </div>
    </Said>
  )

  function textOf(): string {
    if (email === null)
      return isPaid ? t('checkout.thanksKnown', { amount }) : t('checkout.processingKnown', { amount })
    if (bill.total === 0) return t('checkout.thanksFree', { email })
    return isPaid
      ? t('checkout.thanksText', { amount, email })
      : t('checkout.processingText', { amount, email })
  }
}
