'use client'

import { Plus, X } from 'lucide-react'
import { useState } from 'react'
import { fill } from '@/components/dashboard/fill'
import {
  type FormField,
  FormGroup,
  isChecked,
  OwnerForm,
  textOf,
  wrongFields,
} from '@/components/dashboard/form'
import type { BaseFormWords } from '@/components/dashboard/form-words'
import { Button, IconButton } from '@/components/ui/button'
import { Checkbox } from '@/components/ui/checkbox'
import { TextField } from '@/components/ui/input'
import { RadioCards } from '@/components/ui/radio-cards'
import { percentText, readAmount, readCount, readPercent } from '@/server/core/amount-input'
import { decimalAmount } from '@/server/core/format'
import type { Voucher } from './types'
import type { VoucherMessages } from './words'

export interface VoucherFormProps {
  ownerId: string
  /** Null: a new one. */
  voucher: Voucher | null
  currency: string
  /** Where vouchers are. */
  base: string
  words: BaseFormWords & { form: VoucherMessages['form'] }
}

export function VoucherForm({ ownerId, voucher, currency, base, words }: VoucherFormProps) {
  const { form: t } = words
  const [kind, setKind] = useState(voucher && voucher.percentOffPpm === null ? 'credit' : 'percentage')
  const [entry, setEntry] = useState(voucher && voucher.code === null ? 'automatic' : 'manual')
  return (
    <OwnerForm
      words={words}
      alias={{ redemptionsMax: 'maxRedemptions', percentOffPpm: 'percentage', amounts: 'amounts.0.amount' }}
      submitLabel={voucher ? t.save : t.create}
      cancelHref={voucher ? `${base}/${voucher.id}` : base}
      onEdit={(form) => {
        setKind(textOf(form, 'type'))
        setEntry(textOf(form, 'entry'))
      }}
      save={async (owner, form) => {
        const fields = { ...readVoucher(form), ownerId }
        if (voucher) {
          await owner.voucher.update.mutate({ ...fields, id: voucher.id })
          return `${base}/${voucher.id}?done=saved`
        }
        const { id } = await owner.voucher.create.mutate(fields)
        return `${base}/${id}?done=created`
      }}
    >
      {(part) => (
        <>
          <TextField
            {...part('name')}
            label={t.name}
            hint={t.nameHint}
            defaultValue={voucher?.name ?? ''}
            maxLength={200}
            required
          />
          <RadioCards
            legend={t.type}
            name="type"
            defaultValue={kind}
            columns={2}
            options={[
              { value: 'percentage', label: t.percentage, description: t.percentageText },
              { value: 'credit', label: t.credit, description: t.creditText },
            ]}
          />
          {kind === 'percentage' ? (
            <TextField
              {...part('percentage')}
              label={t.percent}
              defaultValue={voucher?.percentOffPpm == null ? '' : percentText(voucher.percentOffPpm)}
              inputMode="decimal"
              after="%"
              className="max-w-48"
              required
            />
          ) : (
            <AmountRows part={part} amounts={voucher?.amounts ?? []} currency={currency} words={t} />
          )}
          <RadioCards
            legend={t.entry}
            name="entry"
            defaultValue={entry}
            columns={2}
            options={[
              { value: 'manual', label: t.manual },
              { value: 'automatic', label: t.automatic },
            ]}
          />
          {entry === 'manual' && (
            <TextField
              {...part('code')}
              label={t.code}
              hint={t.codeHint}
              defaultValue={voucher?.code ?? ''}
              maxLength={64}
              autoComplete="off"
              spellCheck={false}
              required
            />
          )}
          <Limits part={part} voucher={voucher} words={words} />
        </>
      )}
    </OwnerForm>
  )
}

type PartProps = { part: (name: string) => FormField }

function Limits({ part, voucher, words }: PartProps & Pick<VoucherFormProps, 'voucher' | 'words'>) {
  const { form: t, optional } = words
  return (
    <FormGroup legend={t.limits}>
      <div className="grid gap-4 sm:grid-cols-2">
        <TextField
          {...part('maxRedemptions')}
          label={t.max}
          hint={t.maxHint}
          optional={optional}
          defaultValue={voucher?.redemptionsMax ?? ''}
          inputMode="numeric"
        />
        <TextField
          {...part('expiresAt')}
          type="date"
          label={t.expires}
          hint={t.expiresHint}
          optional={optional}
          defaultValue={voucher?.expiresAt?.toISOString().slice(0, 10) ?? ''}
        />
      </div>
      <Checkbox name="once" label={t.once} defaultChecked={voucher?.oncePerCustomer ?? true} />
    </FormGroup>
  )
}

type AmountRowsProps = PartProps & {
  amounts: Voucher['amounts']
  currency: string
  words: VoucherMessages['form']
}

/** An amount for each currency that customers may have. */
function AmountRows({ part, amounts, currency, words }: AmountRowsProps) {
  const [rows, setRows] = useState(() =>
    (amounts.length > 0 ? amounts : [null]).map((amount, key) => ({ key, amount })),
  )
  return (
    <FormGroup legend={words.amounts} hint={words.amountsHint}>
      {rows.map(({ key, amount }, at) => (
        <div key={key} className="grid grid-cols-[1fr_6.5rem_2.25rem] items-start gap-2">
          <input type="hidden" name="amount" value={key} />
          <TextField
            {...part(`amounts.${at}.amount`)}
            label={fill(words.amount, { at: at + 1 })}
            labelStyle="hidden"
            defaultValue={amount ? decimalAmount(amount.amount, amount.currency) : ''}
            inputMode="decimal"
          />
          <TextField
            {...part(`amounts.${at}.currency`)}
            label={fill(words.currency, { at: at + 1 })}
            labelStyle="hidden"
            defaultValue={amount?.currency ?? (at === 0 ? currency : '')}
            maxLength={3}
            autoCapitalize="characters"
            spellCheck={false}
          />
          {rows.length > 1 && (
            <IconButton
              label={fill(words.removeCurrency, { at: at + 1 })}
              onClick={() => setRows(rows.filter((row) => row.key !== key))}
            >
              <X aria-hidden="true" />
            </IconButton>
          )}
        </div>
      ))}
      <Button
        size="sm"
        className="justify-self-start"
        icon={<Plus aria-hidden="true" />}
        onClick={() => setRows([...rows, { key: Math.max(...rows.map((row) => row.key)) + 1, amount: null }])}
      >
        {words.addCurrency}
      </Button>
    </FormGroup>
  )
}

function readVoucher(form: FormData) {
  const isPercentage = textOf(form, 'type') === 'percentage'
  const isManual = textOf(form, 'entry') === 'manual'
  const name = textOf(form, 'name')
  const wrong: string[] = name === '' ? ['name'] : []
  const percentOffPpm = isPercentage ? readPercent(textOf(form, 'percentage')) : null
  if (isPercentage && (percentOffPpm === null || percentOffPpm < 10_000)) wrong.push('percentage')
  const amounts = isPercentage ? [] : readAmounts(form, wrong)
  const code = isManual ? textOf(form, 'code') : null
  if (code === '') wrong.push('code')
  const max = textOf(form, 'maxRedemptions')
  const redemptionsMax = max === '' ? null : readCount(max)
  if (max !== '' && !redemptionsMax) wrong.push('maxRedemptions')
  const day = textOf(form, 'expiresAt')
  // To the end of that day: whoever reads "until 5 May" may still redeem it on 5 May.
  const expiresAt = day === '' ? null : new Date(`${day}T23:59:59Z`)
  if (expiresAt && Number.isNaN(expiresAt.getTime())) wrong.push('expiresAt')
  if (wrong.length > 0) throw wrongFields(...wrong)
  return {
    name,
    percentOffPpm,
    amounts,
    code,
    redemptionsMax,
    expiresAt,
    oncePerCustomer: isChecked(form, 'once'),
  }
}

function readAmounts(form: FormData, wrong: string[]): { amount: number; currency: string }[] {
  return form.getAll('amount').map((_, at) => {
    const currency = textOf(form, `amounts.${at}.currency`).toUpperCase()
    const isCode = /^[A-Z]{3}$/.test(currency)
    if (!isCode) wrong.push(`amounts.${at}.currency`)
    const amount = readAmount(textOf(form, `amounts.${at}.amount`), isCode ? currency : 'EUR')
    if (!amount) wrong.push(`amounts.${at}.amount`)
    return { amount: amount ?? 0, currency }
  })
}
