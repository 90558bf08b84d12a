'use client'

import { useState } from 'react'
import { AddressFields, type AddressWords, addressOf } from '@/components/billing-details/address-fields'
import {
  type FormField,
  FormGroup,
  isChecked,
  OwnerForm,
  textOf,
  textOrNull,
  wrongFields,
} from '@/components/dashboard/form'
import type { BaseFormWords } from '@/components/dashboard/form-words'
import { Checkbox } from '@/components/ui/checkbox'
import { Field } from '@/components/ui/field'
import { Input, TextField } from '@/components/ui/input'
import { percentText, readPercent } from '@/server/core/amount-input'
import { numberFormatProblem } from '@/server/core/invoice-number'
import { DEFAULT_PORTAL, type PortalFeatures } from '@/server/core/settings'
import { formatOf, NumberFields } from './number-fields'
import { PortalPreview } from './portal-preview'
import type { Brand } from './types'
import type { BrandMessages } from './words'

export interface BrandFormProps {
  ownerId: string
  /** Null: a new one. */
  brand: Brand | null
  next: Brand['next']
  countries: readonly { value: string; label: string }[]
  /** Where brands are. */
  base: string
  mayWrite: boolean
  words: BaseFormWords & {
    form: BrandMessages['form']
    features: BrandMessages['features']
    preview: BrandMessages['preview']
    address: AddressWords
  }
}

/** A brand: who sells, how its invoices are numbered, how its portal looks and what customers may do there. */
export function BrandForm(props: BrandFormProps) {
  const { ownerId, brand, next, countries, base, words } = props
  const [draft, setDraft] = useState(() => draftOf(brand))
  const { form: t } = words
  return (
    <div className="grid items-start gap-6 lg:grid-cols-[minmax(0,1fr)_20rem]">
      <fieldset
        disabled={!props.mayWrite}
        className="min-w-0 rounded-lg border bg-surface p-5 shadow-low max-sm:p-4"
      >
        <OwnerForm
          words={words}
          submitLabel={brand ? t.save : t.create}
          cancelHref={base}
          className="gap-8"
          onEdit={(form) => setDraft(readDraft(form))}
          save={async (owner, form) => {
            const fields = readBrand(form, brand)
            if (brand) {
              await owner.brand.update.mutate({ ...fields, ownerId, id: brand.id })
              return `${base}/${brand.id}?done=saved`
            }
            const { id } = await owner.brand.create.mutate({ ...fields, ownerId })
            return `${base}/${id}?done=created`
          }}
        >
          {(part) => (
            <>
              <WhoFields {...{ part, brand, countries, words }} />
              <FormGroup legend={t.numbers} hint={t.numbersHint}>
                <NumberFields part={part} draft={draft} next={next} words={t} />
              </FormGroup>
              <FormGroup legend={t.look}>
                <AccentField part={part} accent={draft.accent} label={t.accent} />
              </FormGroup>
              <FormGroup legend={t.portal} hint={t.portalHint}>
                {FEATURES.map((name) => (
                  <Checkbox
                    key={name}
                    name={`portal.${name}`}
                    label={words.features[name]}
                    defaultChecked={(brand?.portal ?? DEFAULT_PORTAL)[name]}
                  />
                ))}
              </FormGroup>
            </>
          )}
        </OwnerForm>
      </fieldset>
      <div className="lg:sticky lg:top-6">
        <PortalPreview name={draft.name || 'Folio'} accent={draft.accent} words={words.preview} />
      </div>
    </div>
  )
}

const FEATURES = [
  'changePlan',
  'changeSeats',
  'pause',
  'cancel',
  'editDetails',
] as const satisfies readonly (keyof PortalFeatures)[]

type PartProps = Pick<BrandFormProps, 'brand' | 'countries' | 'words'> & { part: (name: string) => FormField }

function WhoFields({ part, brand, countries, words }: PartProps) {
  const { form: t, optional } = words
  return (
    <FormGroup legend={t.who}>
      <div className="grid gap-4 sm:grid-cols-2">
        <TextField
          {...part('name')}
          label={t.name}
          defaultValue={brand?.name ?? ''}
          maxLength={200}
          required
        />
        <TextField
          {...part('code')}
          label={t.code}
          hint={brand?.isFirst ? t.codeFixed : t.codeHint}
          defaultValue={brand?.code ?? ''}
          readOnly={brand?.isFirst ?? false}
          maxLength={64}
          autoCapitalize="none"
          spellCheck={false}
          required
        />
      </div>
      <TextField
        {...part('email')}
        type="email"
        label={t.email}
        hint={t.emailHint}
        defaultValue={brand?.email ?? ''}
        maxLength={320}
        required
      />
      <fieldset>
        <legend className="mb-2 text-sm font-medium">{t.address}</legend>
        <AddressFields
          address={brand?.address ?? {}}
          countries={countries}
          errors={{ country: part('address.country').error }}
          words={words.address}
          optional={optional}
        />
      </fieldset>
      <div className="grid gap-4 sm:grid-cols-2">
        <TextField
          {...part('taxNumber')}
          label={t.taxNumber}
          hint={t.taxNumberHint}
          optional={optional}
          defaultValue={brand?.taxNumber ?? ''}
          maxLength={32}
        />
        <TextField
          {...part('taxRatePpm')}
          label={t.taxRate}
          hint={t.taxRateHint}
          optional={optional}
          defaultValue={brand?.taxRatePpm == null ? '' : percentText(brand.taxRatePpm)}
          inputMode="decimal"
          after="%"
        />
      </div>
    </FormGroup>
  )
}

/** The colour as text, which can be pasted, and as the browser's own picker; either changes the other. */
function AccentField(props: { part: PartProps['part']; accent: string; label: string }) {
  const { name, error } = props.part('accent')
  const [text, setText] = useState(props.accent)
  const isColor = /^#[0-9a-f]{6}$/i.test(text)
  return (
    <Field label={props.label} error={error}>
      {(control) => (
        <div className="flex gap-2">
          <Input
            {...control}
            name={name}
            value={text}
            onChange={(event) => setText(event.target.value.trim())}
            maxLength={7}
            spellCheck={false}
            className="max-w-36"
          />
          <input
            type="color"
            aria-label={props.label}
            value={isColor ? text : '#000000'}
            onChange={(event) => setText(event.target.value)}
            className="h-9 w-12 cursor-pointer rounded-md border border-control bg-surface p-1"
          />
        </div>
      )}
    </Field>
  )
}

type BrandDraft = { name: string; accent: string; invoicePrefix: string; kind: string; pattern: string }

function draftOf(brand: Brand | null): BrandDraft {
  const format = brand?.numberFormat ?? 'subsequential'
  const isNamed = format === 'subsequential' || format === 'random'
  return {
    name: brand?.name ?? '',
    accent: brand?.accent ?? '#0b6b4d',
    invoicePrefix: brand?.invoicePrefix ?? 'INV',
    kind: isNamed ? format : 'own',
    pattern: isNamed ? '%Y-%6S' : format,
  }
}

function readDraft(form: FormData): BrandDraft {
  return {
    name: textOf(form, 'name'),
    accent: textOf(form, 'accent'),
    invoicePrefix: textOf(form, 'invoicePrefix'),
    kind: textOf(form, 'numberKind'),
    pattern: form.has('numberFormat') ? textOf(form, 'numberFormat') : '%Y-%6S',
  }
}

function readBrand(form: FormData, brand: Brand | null) {
  const draft = readDraft(form)
  const rate = textOrNull(form, 'taxRatePpm')
  const taxRatePpm = rate === null ? null : readPercent(rate)
  const numberFormat = formatOf(draft)
  const code = brand?.isFirst ? brand.code : textOf(form, 'code')
  const wrong = [
    ...(draft.name === '' ? ['name'] : []),
    ...(/^[A-Za-z0-9_-]{1,64}$/.test(code) ? [] : ['code']),
    ...(rate !== null && taxRatePpm === null ? ['taxRatePpm'] : []),
    ...(/^[A-Z0-9-]{1,12}$/.test(draft.invoicePrefix) ? [] : ['invoicePrefix']),
    ...(numberFormatProblem(numberFormat) === null ? [] : ['numberFormat']),
    ...(/^#[0-9a-f]{6}$/i.test(draft.accent) ? [] : ['accent']),
  ]
  if (wrong.length > 0) throw wrongFields(...wrong)
  return {
    name: draft.name,
    code,
    email: textOf(form, 'email'),
    address: addressOf(form),
    taxNumber: textOrNull(form, 'taxNumber'),
    taxRatePpm,
    invoicePrefix: draft.invoicePrefix,
    numberFormat,
    accent: draft.accent,
    portal: Object.fromEntries(FEATURES.map((name) => [name, isChecked(form, `portal.${name}`)])),
  }
}
