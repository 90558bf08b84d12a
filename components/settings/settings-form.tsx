'use client'

import { useState } from 'react'
import { fill } from '@/components/dashboard/fill'
import { FormGroup, OwnerForm, textOf, wrongFields } from '@/components/dashboard/form'
import type { BaseFormWords } from '@/components/dashboard/form-words'
import { TextField } from '@/components/ui/input'
import { Notice } from '@/components/ui/notice'
import { RadioCards } from '@/components/ui/radio-cards'
import { SelectField } from '@/components/ui/select'
import { readCount } from '@/server/core/amount-input'
import { dunningEnd } from '@/server/core/dunning'
import { type OwnerChoices, settingsProblems } from '@/server/core/settings'
import { DAY_MS } from '@/server/core/time'
import type { SettingsMessages } from './words'

export interface SettingsFormProps {
  ownerId: string
  settings: OwnerChoices
  currencies: readonly { value: string; label: string }[]
  timezones: readonly string[]
  path: string
  words: BaseFormWords & { form: SettingsMessages['form'] }
}

type End = OwnerChoices['dunningEnd']
const ENDS = ['cancel', 'unpaid', 'open'] as const satisfies readonly End[]
const SEATS = ['renewal', 'now'] as const satisfies readonly OwnerChoices['seatProration'][]

/** The owner's choices, with the dunning schedule said in words as it is typed. */
export function SettingsForm({ ownerId, settings, currencies, timezones, path, words }: SettingsFormProps) {
  const { form: t } = words
  const [dunning, setDunning] = useState({ days: settings.dunningDays.join(', '), end: settings.dunningEnd })
  return (
    <OwnerForm
      words={words}
      submitLabel={t.save}
      className="gap-8"
      onEdit={(form) => setDunning({ days: textOf(form, 'dunningDays'), end: endOf(form) })}
      save={async (owner, form) => {
        const dunningDays = readDays(textOf(form, 'dunningDays'))
        const invoiceDueDays = readCount(textOf(form, 'invoiceDueDays'))
        if (!dunningDays || invoiceDueDays === null)
          throw wrongFields(
            ...(dunningDays ? [] : ['dunningDays']),
            ...(invoiceDueDays === null ? ['invoiceDueDays'] : []),
          )
        await owner.settings.update.mutate({
          ownerId,
          dunningDays,
          dunningEnd: endOf(form),
          invoiceDueDays,
          seatProration: textOf(form, 'seatProration') === 'now' ? 'now' : 'renewal',
          defaultCurrency: textOf(form, 'defaultCurrency'),
          timezone: textOf(form, 'timezone'),
        })
        return `${path}?done=saved`
      }}
    >
      {(part) => (
        <>
          <FormGroup legend={t.dunning}>
            <TextField
              {...part('dunningDays')}
              label={t.days}
              hint={t.daysHint}
              defaultValue={dunning.days}
              inputMode="text"
              autoComplete="off"
            />
            <RadioCards
              legend={t.end}
              name="dunningEnd"
              defaultValue={dunning.end}
              options={ENDS.map((value) => ({ value, label: t.ends[value] }))}
            />
            <Schedule days={readDays(dunning.days)} end={dunning.end} words={t.plan} />
          </FormGroup>
          <FormGroup legend={t.invoices}>
            <TextField
              {...part('invoiceDueDays')}
              label={t.due}
              defaultValue={String(settings.invoiceDueDays)}
              inputMode="numeric"
            />
            <RadioCards
              legend={t.seats}
              name="seatProration"
              defaultValue={settings.seatProration}
              options={SEATS.map((value) => ({ value, label: t.seatChoices[value] }))}
            />
          </FormGroup>
          <FormGroup legend={t.place}>
            <SelectField
              {...part('defaultCurrency')}
              label={t.currency}
              hint={t.currencyHint}
              defaultValue={settings.defaultCurrency}
              options={currencies}
            />
            <TextField
              {...part('timezone')}
              label={t.timezone}
              hint={t.timezoneHint}
              defaultValue={settings.timezone}
              list="timezones"
              autoComplete="off"
              spellCheck={false}
            />
            <datalist id="timezones">
              {timezones.map((name) => (
                <option key={name} value={name} />
              ))}
            </datalist>
          </FormGroup>
        </>
      )}
    </OwnerForm>
  )
}

type ScheduleProps = { days: number[] | null; end: End; words: SettingsMessages['form']['plan'] }

/** What happens on which day, from the days as they are typed. */
function Schedule({ days, end, words }: ScheduleProps) {
  if (days === null) return <Notice tone="warn">{words.wrong}</Notice>
  const lastDay = (dunningEnd(EPOCH, days).getTime() - EPOCH.getTime()) / DAY_MS
  return (
    <section aria-label={words.title} aria-live="polite" className="rounded-lg bg-sunken px-4 py-3 text-sm">
      <h2 className="mb-1.5 font-semibold">{words.title}</h2>
      <ol className="grid gap-1">
        <li>{words.fail}</li>
        {days.map((day) => (
          <li key={day}>{fill(words.retry, { day })}</li>
        ))}
        <li className="font-medium">{fill(words[end], { day: lastDay })}</li>
      </ol>
      {days.length > 0 && <p className="mt-2 text-ink-2">{words.payDay}</p>}
    </section>
  )
}

const EPOCH = new Date(0)

const endOf = (form: FormData): End => ENDS.find((end) => end === textOf(form, 'dunningEnd')) ?? 'cancel'

/** "1, 3, 5" as days; null when they cannot be a schedule. */
function readDays(text: string): number[] | null {
  const parts = text.split(/[\s,;]+/).filter((each) => each !== '')
  const days = parts.map((each) => readCount(each) ?? Number.NaN)
  return Object.keys(settingsProblems({ dunningDays: days })).length === 0 ? days : null
}
