'use client'

import { useRef, useState } from 'react'
import { type FormField, FormGroup, OwnerForm, wrongFields } from '@/components/dashboard/form'
import type { BaseFormWords } from '@/components/dashboard/form-words'
import type { PriceFacts } from '@/components/product/types'
import type { ProductMessages } from '@/components/product/words'
import { Checkbox } from '@/components/ui/checkbox'
import { TextField } from '@/components/ui/input'
import { Notice } from '@/components/ui/notice'
import { RadioCards } from '@/components/ui/radio-cards'
import { SelectField } from '@/components/ui/select'
import type { Locale } from '@/server/core/format'
import { isTiered, modelOf, PRICE_TYPES, type PriceDraft, readDraft } from './price-draft'
import { PricePreview } from './price-preview'
import { TierRows } from './tier-rows'

export interface PriceFormProps {
  ownerId: string
  productId: string
  facts: PriceFacts
  countries: readonly { value: string; label: string }[]
  home: string
  /** Codes to choose from: from the server, whose list a browser's may differ from. */
  currencies: readonly string[]
  /** The product's page: where one goes on. */
  productHref: string
  words: BaseFormWords & { form: ProductMessages['priceForm']; model: ProductMessages['model'] }
  preview: ProductMessages['preview']
  locale: Locale
}

/** A new price, and beside it what a customer would pay by it. */
export function PriceForm(props: PriceFormProps) {
  const { ownerId, productId, facts, countries, currencies, home, productHref, words, preview, locale } =
    props
  const box = useRef<HTMLDivElement>(null)
  const [draft, setDraft] = useState<PriceDraft>(() => emptyDraft(facts.currency))
  // Rows of tiers come and go without an event of the form: it is read again once they are there.
  const reread = (): void =>
    void requestAnimationFrame(() => {
      const form = box.current?.querySelector('form')
      if (form) setDraft(readDraft(new FormData(form)))
    })
  return (
    <div className="grid items-start gap-6 lg:grid-cols-[minmax(0,1fr)_22rem]">
      <div ref={box} className="rounded-lg border bg-surface p-5 shadow-low max-sm:p-4">
        <OwnerForm
          words={words}
          submitLabel={words.form.create}
          cancelHref={productHref}
          onEdit={(form) => setDraft(readDraft(form))}
          save={async (owner, form) => {
            const given = readDraft(form)
            if (given.wrong.length > 0) throw wrongFields(...given.wrong)
            const { wrong: _, isUsage: __, isPublic, ...price } = given
            await owner.price.create.mutate({ ...price, ownerId, productId, public: isPublic })
            return `${productHref}?done=created`
          }}
        >
          {(part) => <Fields {...{ part, draft, facts, currencies, words, reread }} />}
        </OwnerForm>
      </div>
      <div className="lg:sticky lg:top-6">
        <PricePreview
          price={{
            model: modelOf(draft),
            currency: draft.currency,
            taxIncluded: draft.taxIncluded,
            unit: draft.schedule,
            isUsage: draft.isUsage,
          }}
          {...{ taxes: facts.taxes, countries, home, words: preview, locale }}
        />
      </div>
    </div>
  )
}

type FieldsProps = Pick<PriceFormProps, 'facts' | 'currencies' | 'words'> & {
  part: (name: string) => FormField
  draft: PriceDraft
  reread: () => void
}

function Fields({ part, draft, facts, currencies, words, reread }: FieldsProps) {
  const { form: t, model } = words
  const { type } = draft
  return (
    <>
      <RadioCards
        legend={t.model}
        name="type"
        defaultValue={type}
        columns={2}
        options={PRICE_TYPES.map((value) => ({ value, label: model[value], description: t.models[value] }))}
      />
      <div className="grid gap-4 sm:grid-cols-6">
        {!isTiered(type) && (
          <TextField
            {...part('amount')}
            label={type === 'package' ? t.amountPackage : t.amount}
            inputMode="decimal"
            autoComplete="off"
            className="sm:col-span-2"
            required
          />
        )}
        <TextField
          {...part('currency')}
          label={t.currency}
          defaultValue={facts.currency}
          list="currencies"
          maxLength={3}
          autoCapitalize="characters"
          autoComplete="off"
          spellCheck={false}
          className="sm:col-span-2"
          required
        />
        <datalist id="currencies">
          {currencies.map((code) => (
            <option key={code} value={code} />
          ))}
        </datalist>
        {type !== 'one-off' && (
          <SelectField
            {...part('schedule')}
            label={t.schedule}
            defaultValue="month"
            options={(['week', 'month', 'year'] as const).map((value) => ({
              value,
              label: t.schedules[value],
            }))}
            className="sm:col-span-2"
          />
        )}
        {type === 'package' && (
          <TextField
            {...part('units')}
            label={t.units}
            inputMode="numeric"
            autoComplete="off"
            className="sm:col-span-2"
            required
          />
        )}
      </div>
      {isTiered(type) && <TierRows part={part} tiers={draft.tiers} words={t} onRows={reread} />}
      <RadioCards
        legend={t.tax}
        name="taxIncluded"
        defaultValue="no"
        columns={2}
        options={[
          { value: 'no', label: t.taxExcluded },
          { value: 'yes', label: t.taxIncluded },
        ]}
      />
      {type !== 'one-off' && <Counted {...{ part, draft, facts, words }} />}
      <FormGroup legend={t.more}>
        <Checkbox name="public" label={t.public} hint={t.publicHint} defaultChecked />
        <TextField
          {...part('externalReference')}
          label={t.reference}
          optional={words.optional}
          maxLength={255}
        />
      </FormGroup>
    </>
  )
}

/** Seats, which are paid in advance, or what a metric counts. */
function Counted({ part, draft, facts, words }: Omit<FieldsProps, 'reread' | 'currencies'>) {
  const { form: t } = words
  return (
    <div className="grid gap-3">
      <RadioCards
        legend={t.billed}
        name="counted"
        defaultValue="seats"
        columns={2}
        options={[
          { value: 'seats', label: t.seats },
          { value: 'usage', label: t.usage },
        ]}
      />
      {draft.isUsage &&
        (facts.metrics.length === 0 ? (
          <Notice tone="warn">{t.metricMissing}</Notice>
        ) : (
          <SelectField
            {...part('metricId')}
            label={t.metric}
            placeholder={t.metricNone}
            defaultValue=""
            options={facts.metrics.map(({ id, name, code }) => ({ value: id, label: `${name} (${code})` }))}
            required
          />
        ))}
    </div>
  )
}

const emptyDraft = (currency: string): PriceDraft => ({
  type: 'fixed_price',
  currency,
  schedule: 'month',
  taxIncluded: false,
  isPublic: true,
  externalReference: null,
  amount: 0,
  units: null,
  tiers: [],
  isUsage: false,
  metricId: null,
  wrong: ['amount'],
})
