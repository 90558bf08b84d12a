'use client'

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
import { Button } from '@/components/ui/button'
import { Checkbox } from '@/components/ui/checkbox'
import { FieldError } from '@/components/ui/field'
import { Input, TextField } from '@/components/ui/input'
import { SelectField } from '@/components/ui/select'
import { TextareaField } from '@/components/ui/textarea'
import { readCount } from '@/server/core/amount-input'
import { PlanCard } from './plan-card'
import type { Plan, PlanChoices } from './types'
import type { PlanMessages } from './words'

/** A price of the product in words, as the page has written it. */
export type PricedChoice = { id: string; label: string; amount: string; per: string; taxIncluded: boolean }

export interface PlanFormProps {
  ownerId: string
  /** Null: a new one. */
  plan: Plan | null
  product: PlanChoices['product']
  prices: readonly PricedChoice[]
  features: PlanChoices['features']
  /** Where plans are. */
  base: string
  words: BaseFormWords & { form: Omit<PlanMessages['form'], 'errors'>; preview: PlanMessages['preview'] }
}

/** A plan, and beside it the card that customers see. */
export function PlanForm(props: PlanFormProps) {
  const { ownerId, plan, product, prices, features, base, words } = props
  const [draft, setDraft] = useState(() => draftOf(plan, prices))
  const read = (form: FormData) => readPlan(form, { product, features })
  return (
    <div className="grid items-start gap-6 lg:grid-cols-[minmax(0,1fr)_20rem]">
      <div className="rounded-lg border bg-surface p-5 shadow-low max-sm:p-4">
        <OwnerForm
          words={words}
          alias={{ codeName: 'code', prices: 'priceIds' }}
          submitLabel={plan ? words.form.save : words.form.create}
          cancelHref={plan ? `${base}/${plan.id}` : base}
          onEdit={(form) => setDraft(read(form).fields)}
          className="gap-8"
          save={async (owner, form) => {
            const { fields, wrong } = read(form)
            if (wrong.length > 0) throw wrongFields(...wrong)
            if (plan) {
              await owner.plan.update.mutate({ ...fields, ownerId, id: plan.id })
              return `${base}/${plan.id}?done=saved`
            }
            const { id } = await owner.plan.create.mutate({ ...fields, ownerId })
            return `${base}/${id}?done=created`
          }}
        >
          {(part) => (
            <>
              <ShownFields {...{ part, plan, words }} />
              <PriceFields {...{ part, plan, prices, product, words, chosen: draft.priceIds }} />
              <TrialFields {...{ part, plan, words }} />
              <FeatureFields {...{ part, plan, features, base, words }} />
              <MoreFields {...{ part, plan, words }} />
            </>
          )}
        </OwnerForm>
      </div>
      <div className="lg:sticky lg:top-6">
        <h2 className="mb-2 text-sm font-medium text-ink-3">{words.preview.title}</h2>
        <Preview draft={draft} prices={prices} words={words.preview} />
      </div>
    </div>
  )
}

type Draft = ReturnType<typeof readPlan>['fields']
type Part = { part: (name: string) => FormField; plan: Plan | null; words: PlanFormProps['words'] }

function Preview({
  draft,
  prices,
  words,
}: {
  draft: Draft
  prices: readonly PricedChoice[]
  words: PlanMessages['preview']
}) {
  const price = prices.find(({ id }) => id === draft.priceIds[0])
  return (
    <PlanCard
      id="plan-preview"
      level={3}
      title={draft.name || words.name}
      description={draft.description}
      price={price?.amount ?? '–'}
      per={price?.per ?? words.noPrice}
      aside={price?.taxIncluded ? words.taxIncluded : ''}
      features={draft.highlights}
      featuresLabel={words.features}
    >
      <Button variant="primary" width="full" disabled>
        {draft.trialDays > 0 ? fill(words.trial, { days: draft.trialDays }) : words.subscribe}
      </Button>
    </PlanCard>
  )
}

function ShownFields({ part, plan, words: { form: t, optional } }: Part) {
  return (
    <FormGroup legend={t.shown}>
      <div className="grid gap-4 sm:grid-cols-2">
        <TextField
          {...part('name')}
          label={t.name}
          defaultValue={plan?.name ?? ''}
          maxLength={200}
          required
        />
        <TextField
          {...part('code')}
          label={t.code}
          hint={t.codeHint}
          defaultValue={plan?.code ?? ''}
          maxLength={64}
          autoCapitalize="none"
          autoComplete="off"
          spellCheck={false}
          required
        />
      </div>
      <TextField
        {...part('description')}
        label={t.description}
        optional={optional}
        defaultValue={plan?.description ?? ''}
        maxLength={2_000}
      />
      <TextareaField
        {...part('highlights')}
        label={t.highlights}
        optional={optional}
        defaultValue={plan?.highlights.join('\n') ?? ''}
        rows={4}
      />
      <Checkbox name="public" label={t.public} hint={t.publicHint} defaultChecked={plan?.isPublic ?? true} />
    </FormGroup>
  )
}

type PriceFieldsProps = Part & Pick<PlanFormProps, 'prices' | 'product'> & { chosen: readonly string[] }

function PriceFields({ part, plan, prices, product, chosen, words: { form: t } }: PriceFieldsProps) {
  const { error } = part('priceIds')
  const has = (id: string) => plan === null || plan.prices.some((price) => price.id === id)
  const shown = prices.filter(({ id }) => chosen.includes(id))
  return (
    <FormGroup legend={t.prices} hint={fill(t.pricesHint, { product: product.name })}>
      <div className="grid gap-2.5">
        {prices.map(({ id, label }) => (
          <Checkbox
            key={id}
            name="priceIds"
            value={id}
            label={label}
            defaultChecked={has(id)}
            aria-invalid={error ? true : undefined}
          />
        ))}
        {error && <FieldError id="price-ids-error">{error}</FieldError>}
      </div>
      {shown.length > 1 && (
        <SelectField
          {...part('first')}
          label={t.first}
          hint={t.firstHint}
          defaultValue={plan?.prices[0]?.id ?? chosen[0]}
          options={shown.map(({ id, label }) => ({ value: id, label }))}
        />
      )}
    </FormGroup>
  )
}

function TrialFields({ part, plan, words: { form: t } }: Part) {
  return (
    <FormGroup legend={t.trial}>
      <TextField
        {...part('trialDays')}
        label={t.trialDays}
        hint={t.trialHint}
        defaultValue={String(plan?.trialDays ?? 0)}
        inputMode="numeric"
        className="max-w-40"
      />
      <Checkbox
        name="oncePerCustomer"
        label={t.oncePerCustomer}
        defaultChecked={plan?.oneTrialPerCustomer ?? true}
      />
      <Checkbox name="standalone" label={t.standalone} defaultChecked={plan?.standaloneTrial ?? false} />
    </FormGroup>
  )
}

function FeatureFields({
  part,
  plan,
  features,
  base,
  words,
}: Part & Pick<PlanFormProps, 'features' | 'base'>) {
  const { form: t } = words
  const given = new Map(plan?.features.map((feature) => [feature.id, feature.limit]))
  return (
    <FormGroup legend={t.features} hint={t.featuresHint}>
      {features.length === 0 && <p className="text-ink-2">{t.featuresNone}</p>}
      {features.map(({ id, name }) => {
        const { error } = part(`limit.${id}`)
        return (
          <div key={id} className="grid grid-cols-[minmax(0,1fr)_8rem] items-center gap-3">
            <Checkbox name="features" value={id} label={name} defaultChecked={given.has(id)} />
            <div>
              <Input
                name={`limit.${id}`}
                aria-label={fill(t.limit, { feature: name })}
                aria-invalid={error ? true : undefined}
                placeholder={t.noLimit}
                defaultValue={given.get(id) ?? ''}
                inputMode="numeric"
              />
              {error && <FieldError id={`limit-${id}-error`}>{error}</FieldError>}
            </div>
          </div>
        )
      })}
      <a href={`${base}/features`} className="link-alone justify-self-start text-sm">
        {t.featuresManage}
      </a>
    </FormGroup>
  )
}

function MoreFields({ part, plan, words: { form: t, optional } }: Part) {
  return (
    <FormGroup legend={t.more}>
      <Checkbox name="perSeat" label={t.perSeat} defaultChecked={plan?.perSeat ?? true} />
      <Checkbox name="free" label={t.free} defaultChecked={plan?.free ?? false} />
      <div className="grid gap-4 sm:grid-cols-3">
        <TextField
          {...part('userCount')}
          label={t.userCount}
          hint={t.userCountHint}
          defaultValue={String(plan?.userCount ?? 0)}
          inputMode="numeric"
        />
        <TextField
          {...part('family')}
          label={t.family}
          hint={t.familyHint}
          optional={optional}
          defaultValue={plan && plan.family !== plan.code ? plan.family : ''}
          maxLength={64}
        />
        <TextField
          {...part('position')}
          label={t.position}
          hint={t.positionHint}
          defaultValue={String(plan?.position ?? 0)}
          inputMode="numeric"
        />
      </div>
    </FormGroup>
  )
}

/** Reads the form; what cannot be sent is among `wrong`, by the name of its field. */
function readPlan(form: FormData, of: Pick<PlanFormProps, 'product' | 'features'>) {
  const wrong: string[] = []
  const count = (name: string): number => {
    const value = readCount(textOf(form, name) || '0')
    if (value === null) wrong.push(name)
    return value ?? 0
  }
  const chosen = form.getAll('priceIds').map(String)
  const first = textOf(form, 'first')
  const features = form.getAll('features').map((id) => {
    const name = `limit.${String(id)}`
    return { id: String(id), limit: textOf(form, name) === '' ? null : count(name) }
  })
  const fields = {
    name: textOf(form, 'name'),
    code: textOf(form, 'code'),
    description: textOf(form, 'description'),
    highlights: textOf(form, 'highlights')
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== ''),
    productId: of.product.id,
    priceIds: chosen.includes(first) ? [first, ...chosen.filter((id) => id !== first)] : chosen,
    features,
    perSeat: isChecked(form, 'perSeat'),
    free: isChecked(form, 'free'),
    public: isChecked(form, 'public'),
    userCount: count('userCount'),
    trialDays: count('trialDays'),
    standaloneTrial: isChecked(form, 'standalone'),
    oneTrialPerCustomer: isChecked(form, 'oncePerCustomer'),
    family: textOf(form, 'family'),
    position: count('position'),
  }
  if (fields.name === '') wrong.push('name')
  if (!/^[a-z0-9_]{1,64}$/.test(fields.code)) wrong.push('code')
  if (chosen.length === 0) wrong.push('priceIds')
  return { fields, wrong }
}

const draftOf = (plan: Plan | null, prices: readonly PricedChoice[]): Draft => ({
  name: plan?.name ?? '',
  code: plan?.code ?? '',
  description: plan?.description ?? '',
  highlights: plan?.highlights ?? [],
  productId: '',
  priceIds: plan ? plan.prices.map(({ id }) => id) : prices.map(({ id }) => id),
  features: [],
  perSeat: true,
  free: false,
  public: true,
  userCount: 0,
  trialDays: plan?.trialDays ?? 0,
  standaloneTrial: false,
  oneTrialPerCustomer: true,
  family: '',
  position: 0,
})
