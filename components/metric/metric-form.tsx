'use client'

import { Plus, X } from 'lucide-react'
import { useState } from 'react'
import { fill } from '@/components/dashboard/fill'
import { type FormField, FormGroup, OwnerForm, textOf, wrongFields } from '@/components/dashboard/form'
import type { BaseFormWords } from '@/components/dashboard/form-words'
import { Button, IconButton } from '@/components/ui/button'
import { Input, TextField } from '@/components/ui/input'
import { Notice } from '@/components/ui/notice'
import { RadioCards } from '@/components/ui/radio-cards'
import { Select, SelectField } from '@/components/ui/select'
import type { Metric } from './types'
import type { MetricMessages } from './words'

const HOWS = ['sum', 'count', 'max', 'latest', 'unique_count'] as const
type How = (typeof HOWS)[number]

export interface MetricFormProps {
  ownerId: string
  /** Null: a new one. */
  metric: Metric | null
  /** Where metrics are. */
  base: string
  words: BaseFormWords & { form: MetricMessages['form'] }
}

export function MetricForm({ ownerId, metric, base, words }: MetricFormProps) {
  const { form: t } = words
  const [how, setHow] = useState<How>(metric?.aggregation ?? 'sum')
  const needsProperty = how !== 'sum' && how !== 'count'
  return (
    <OwnerForm
      words={words}
      alias={{ aggregationMethod: 'aggregation', aggregationProperty: 'property', type: 'kind' }}
      submitLabel={metric ? t.save : t.create}
      cancelHref={metric ? `${base}/${metric.id}` : base}
      onEdit={(form) => setHow(howOf(form))}
      save={async (owner, form) => {
        const fields = readMetricForm(form)
        if (metric) {
          await owner.metric.update.mutate({ ...fields, ownerId, id: metric.id })
          return `${base}/${metric.id}?done=saved`
        }
        const { id } = await owner.metric.create.mutate({ ...fields, ownerId })
        return `${base}/${id}?done=created`
      }}
    >
      {(part) => (
        <>
          {metric?.inUse && <Notice>{t.inUse}</Notice>}
          <div className="grid gap-4 sm:grid-cols-2">
            <TextField
              {...part('name')}
              label={t.name}
              defaultValue={metric?.name ?? ''}
              maxLength={200}
              required
            />
            <TextField
              {...part('code')}
              label={t.code}
              hint={t.codeHint}
              defaultValue={metric?.code ?? ''}
              readOnly={metric?.inUse ?? false}
              maxLength={64}
              autoCapitalize="none"
              spellCheck={false}
              required
            />
          </div>
          <div className="grid gap-4 sm:grid-cols-2">
            <SelectField
              {...part('aggregation')}
              label={t.how}
              defaultValue={how}
              options={HOWS.map((value) => ({ value, label: t.hows[value] }))}
            />
            {needsProperty && (
              <TextField
                {...part('property')}
                label={t.property}
                defaultValue={metric?.property ?? ''}
                maxLength={100}
                spellCheck={false}
                required
              />
            )}
          </div>
          <RadioCards
            legend={t.kind}
            name="kind"
            defaultValue={metric?.kind ?? 'resettable'}
            columns={2}
            error={part('kind').error}
            options={[
              { value: 'resettable', label: t.resettable, description: t.resettableText },
              { value: 'continuous', label: t.continuous, description: t.continuousText },
            ]}
          />
          <Filters part={part} filters={metric?.filters ?? []} words={t} />
        </>
      )}
    </OwnerForm>
  )
}

type FiltersProps = {
  part: (name: string) => FormField
  filters: Metric['filters']
  words: MetricMessages['form']
}

/** The conditions that an event has to meet, all of them. */
function Filters({ part, filters, words }: FiltersProps) {
  const [rows, setRows] = useState(() =>
    filters.map((filter, key): { key: number; filter: (typeof filters)[number] | null } => ({ key, filter })),
  )
  const { error } = part('filters')
  return (
    <FormGroup legend={words.filters}>
      {error && <Notice tone="bad">{error}</Notice>}
      {rows.map(({ key, filter }, at) => (
        <div key={key} className="grid grid-cols-[1fr_7rem_1fr_2.25rem] gap-2 max-sm:grid-cols-2">
          <input type="hidden" name="filter" value={key} />
          <Input
            name={`filters.${at}.name`}
            aria-label={fill(words.filterName, { at: at + 1 })}
            aria-invalid={part(`filters.${at}.name`).error ? true : undefined}
            defaultValue={filter?.name ?? ''}
            maxLength={100}
            spellCheck={false}
          />
          <Select
            name={`filters.${at}.type`}
            aria-label={fill(words.filterType, { at: at + 1 })}
            defaultValue={filter?.type ?? 'inclusive'}
            options={[
              { value: 'inclusive', label: words.is },
              { value: 'exclusive', label: words.isNot },
            ]}
          />
          <Input
            name={`filters.${at}.value`}
            aria-label={fill(words.filterValue, { at: at + 1 })}
            defaultValue={filter?.value ?? ''}
            maxLength={500}
            spellCheck={false}
          />
          <IconButton
            label={fill(words.removeFilter, { at: at + 1 })}
            onClick={() => setRows(rows.filter((row) => row.key !== key))}
          >
            <X aria-hidden="true" />
          </IconButton>
        </div>
      ))}
      <Button
        size="sm"
        className="justify-self-start"
        icon={<Plus aria-hidden="true" />}
        onClick={() =>
          setRows([...rows, { key: Math.max(-1, ...rows.map((row) => row.key)) + 1, filter: null }])
        }
      >
        {words.addFilter}
      </Button>
    </FormGroup>
  )
}

const howOf = (form: FormData): How => HOWS.find((how) => how === textOf(form, 'aggregation')) ?? 'sum'

function readMetricForm(form: FormData) {
  const aggregation = howOf(form)
  const [name, code] = [textOf(form, 'name'), textOf(form, 'code')]
  const property = textOf(form, 'property') || null
  const filters = form.getAll('filter').map((_, at) => ({
    name: textOf(form, `filters.${at}.name`),
    value: textOf(form, `filters.${at}.value`),
    type:
      textOf(form, `filters.${at}.type`) === 'exclusive' ? ('exclusive' as const) : ('inclusive' as const),
  }))
  const wrong = [
    ...(name === '' ? ['name'] : []),
    ...(/^[A-Za-z0-9_.-]{1,64}$/.test(code) ? [] : ['code']),
    ...(aggregation !== 'sum' && aggregation !== 'count' && property === null ? ['property'] : []),
    ...filters.flatMap((filter, at) => (filter.name === '' ? [`filters.${at}.name`] : [])),
  ]
  if (wrong.length > 0) throw wrongFields(...wrong)
  const kind = textOf(form, 'kind') === 'continuous' ? ('continuous' as const) : ('resettable' as const)
  return { name, code, aggregation, property, filters, kind }
}
