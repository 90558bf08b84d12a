import Link from 'next/link'
import { Card } from '@/components/ui/card'
import { Chip } from '@/components/ui/chip'
import type { Words } from '@/components/words'
import { DraftSum } from '../invoice/sum'
import { MethodLine } from '../payment-method/method-line'
import type { Overview } from '../portal/types'

export interface NextChargeCardProps {
  overview: Overview
  base: string
  words: Words
}

/** The next invoice as it will be written, and what it will be charged to. */
export function NextChargeCard({ overview, base, words }: NextChargeCardProps) {
  const { next } = overview
  const { t } = words
  const title = next ? t('overview.nextOn', { date: words.date(next.issuedAt) }) : t('overview.next')
  return (
    <Card
      id="next"
      title={title}
      titleStyle="quiet"
      footer={<ChargedTo overview={overview} base={base} words={words} />}
    >
      {next ? (
        <DraftSum draft={next} discountNames={next.discountNames} totalLabel={t('sum.total')} words={words} />
      ) : (
        <Nothing overview={overview} words={words} />
      )}
    </Card>
  )
}

function Nothing({ overview: { subscription }, words }: Omit<NextChargeCardProps, 'base'>) {
  const { t, date } = words
  const endsAt = subscription?.status === 'canceled' ? null : subscription?.cancelAt
  const plan = subscription?.offer.title ?? ''
  return (
    <div className="pt-1">
      <p className="text-lg font-semibold tracking-tight">{t('overview.none')}</p>
      <p className="mt-1 text-ink-2">
        {endsAt ? t('overview.noneEnding', { plan, date: date(endsAt) }) : t('overview.noneText')}
      </p>
    </div>
  )
}

function ChargedTo({ overview, base, words }: NextChargeCardProps) {
  const { t } = words
  const chosen = overview.methods.find((method) => method.isDefault)
  if (!chosen)
    return (
      <p className="flex items-center justify-between gap-3">
        {t('overview.noMethod')}
        <Link href={`${base}/payment-methods/add`} className="link-alone min-h-6">
          {t('overview.addMethod')}
        </Link>
      </p>
    )
  return (
    <div className="flex items-center justify-between gap-3 text-base text-ink">
      <MethodLine method={chosen} words={words} chip={<Chip dot="hidden">{t('overview.default')}</Chip>} />
      <Link href={`${base}/payment-methods`} className="link-alone inline-flex min-h-6 items-center text-sm">
        {t('overview.changeMethod')}
      </Link>
    </div>
  )
}
