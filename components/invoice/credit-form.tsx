import { Button } from '@/components/ui/button'
import { TextField } from '@/components/ui/input'
import { RadioCards } from '@/components/ui/radio-cards'
import type { Words } from '@/components/words'
import { decimalAmount } from '@/server/core/format'
import type { CreditAsked } from './credit-request'
import { moneyMessages, moneyWords } from './money-words'

export interface CreditFormProps {
  path: string
  asked: CreditAsked
  lines: readonly { lineId: string; left: number; description: string }[]
  currency: string
  left: number
  words: Words
}

/** What is to be taken back, and where what was paid goes: its answers are in the address. */
export function CreditForm({ path, asked, lines, currency, left, words }: CreditFormProps) {
  const t = moneyWords(words.locale)
  const { error } = moneyMessages(words.locale).editor
  const notAmount = error.amount.replace('{currency}', currency)
  return (
    <form action={path} className="grid gap-6">
      <RadioCards
        legend={t('credit.what')}
        name="what"
        defaultValue={asked.what}
        options={[
          { value: 'all', label: t('credit.all', { amount: words.money(left, currency) }) },
          { value: 'amount', label: t('credit.amount'), description: t('credit.amountText') },
          { value: 'lines', label: t('credit.lines'), description: t('credit.linesText') },
        ]}
      />
      <div className="hidden max-w-60 in-[form:has([value=amount]:checked)]:grid">
        <TextField
          name="amount"
          label={t('credit.amountField')}
          defaultValue={asked.amount}
          error={asked.wrong.has('amount') ? notAmount : undefined}
          inputMode="decimal"
          after={<span className="text-sm">{currency}</span>}
          maxLength={24}
        />
      </div>
      <div className="hidden gap-4 in-[form:has([value=lines]:checked)]:grid">
        {lines
          .filter((line) => line.left !== 0)
          .map((line) => (
            <TextField
              key={line.lineId}
              name={`line.${line.lineId}`}
              label={line.description}
              hint={t('credit.lineLeft', { amount: words.money(line.left, currency) })}
              placeholder={decimalAmount(line.left, currency)}
              defaultValue={asked.lines[line.lineId] ?? ''}
              error={asked.wrong.has(line.lineId) ? notAmount : undefined}
              inputMode="decimal"
              after={<span className="text-sm">{currency}</span>}
              maxLength={24}
            />
          ))}
      </div>
      <RadioCards
        legend={t('credit.where')}
        name="refund"
        defaultValue={asked.refund}
        options={[
          { value: 'to_payment', label: t('credit.toPayment') },
          { value: 'to_credit', label: t('credit.toCredit'), description: t('credit.toCreditText') },
        ]}
      />
      <TextField
        name="reason"
        label={t('credit.reason')}
        hint={t('credit.reasonHint')}
        defaultValue={asked.reason}
        maxLength={500}
      />
      <div>
        <Button type="submit" width="phone" variant={asked.request ? 'plain' : 'primary'}>
          {t('credit.look')}
        </Button>
      </div>
    </form>
  )
}
