'use client'

import { useState } from 'react'
import { FormGroup, isChecked, OwnerForm, textOf, wrongFields } from '@/components/dashboard/form'
import type { BaseFormWords } from '@/components/dashboard/form-words'
import { Checkbox } from '@/components/ui/checkbox'
import { TextField } from '@/components/ui/input'
import { RadioCards } from '@/components/ui/radio-cards'
import { percentText, readPercent } from '@/server/core/amount-input'
import {
  CANCEL_REASONS,
  type CancelReason,
  type CounterOffer,
  OFFER_MONTHS_MAX,
  type Retention,
} from '@/server/core/retention'
import type { BrandMessages } from './words'

export interface RetentionFormProps {
  ownerId: string
  brandId: string
  retention: Retention
  /** Where it leads when it is saved. */
  doneHref: string
  words: BaseFormWords & { retention: BrandMessages['retention']; reason: Record<CancelReason, string> }
}

/** What customers who are about to leave are asked, and what they are offered instead. */
export function RetentionForm({ ownerId, brandId, retention, doneHref, words }: RetentionFormProps) {
  const { retention: t, reason } = words
  const { offer } = retention
  const [kind, setKind] = useState<string>(offer?.kind ?? 'none')
  return (
    <OwnerForm
      words={words}
      submitLabel={t.save}
      onEdit={(form) => setKind(textOf(form, 'offer'))}
      save={async (owner, form) => {
        const reasons = CANCEL_REASONS.filter((name) => isChecked(form, `reason.${name}`))
        await owner.brand.changeRetention.mutate({ ownerId, id: brandId, reasons, offer: readOffer(form) })
        return doneHref
      }}
    >
      {(part) => (
        <>
          <FormGroup legend={t.reasons}>
            {CANCEL_REASONS.map((name) => (
              <Checkbox
                key={name}
                name={`reason.${name}`}
                label={reason[name]}
                defaultChecked={retention.reasons.includes(name)}
              />
            ))}
          </FormGroup>
          <RadioCards
            legend={t.offer}
            name="offer"
            defaultValue={kind}
            options={[
              { value: 'none', label: t.none },
              { value: 'discount', label: t.discount },
              { value: 'pause', label: t.pause },
            ]}
          />
          {kind !== 'none' && (
            <div className="grid gap-4 sm:grid-cols-2">
              {kind === 'discount' && (
                <TextField
                  {...part('percent')}
                  label={t.percent}
                  inputMode="decimal"
                  defaultValue={offer?.kind === 'discount' ? percentText(offer.percentOffPpm) : '20'}
                />
              )}
              <TextField
                {...part('months')}
                label={t.months}
                inputMode="numeric"
                defaultValue={String(offer?.months ?? 3)}
              />
            </div>
          )}
        </>
      )}
    </OwnerForm>
  )
}

function readOffer(form: FormData): CounterOffer | null {
  const kind = textOf(form, 'offer')
  if (kind !== 'discount' && kind !== 'pause') return null
  const months = Number(textOf(form, 'months'))
  if (!Number.isInteger(months) || months < 1 || months > OFFER_MONTHS_MAX) throw wrongFields('months')
  if (kind === 'pause') return { kind, months }
  const percentOffPpm = readPercent(textOf(form, 'percent'))
  if (percentOffPpm === null || percentOffPpm === 0) throw wrongFields('percent')
  return { kind, percentOffPpm, months }
}
