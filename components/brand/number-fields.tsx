'use client'

import type { FormField } from '@/components/dashboard/form'
import { TextField } from '@/components/ui/input'
import { SelectField } from '@/components/ui/select'
import { formatNumber, numberFormatProblem } from '@/server/core/invoice-number'
import type { Brand } from './types'
import type { BrandMessages } from './words'

/** What of the form decides how numbers look. */
export type NumberDraft = { invoicePrefix: string; kind: string; pattern: string }

export interface NumberFieldsProps {
  part: (name: string) => FormField
  draft: NumberDraft
  next: Brand['next']
  words: BrandMessages['form']
}

/** How invoices are numbered, with the number that the next one gets. */
export function NumberFields({ part, draft, next, words }: NumberFieldsProps) {
  const format = formatOf(draft)
  const isUsable = numberFormatProblem(format) === null && /^[A-Z0-9-]{1,12}$/.test(draft.invoicePrefix)
  return (
    <>
      <div className="grid gap-4 sm:grid-cols-[8rem_1fr]">
        <TextField
          {...part('invoicePrefix')}
          label={words.prefix}
          defaultValue={draft.invoicePrefix}
          maxLength={12}
          autoCapitalize="characters"
          spellCheck={false}
        />
        <SelectField
          name="numberKind"
          label={words.format}
          defaultValue={draft.kind}
          options={[
            { value: 'subsequential', label: words.formatSequence },
            { value: 'random', label: words.formatRandom },
            { value: 'own', label: words.formatOwn },
          ]}
        />
      </div>
      {draft.kind === 'own' && (
        <TextField
          {...part('numberFormat')}
          label={words.pattern}
          hint={words.patternHint}
          defaultValue={draft.pattern}
          maxLength={40}
          spellCheck={false}
        />
      )}
      <p className="text-sm text-ink-2" aria-live="polite">
        {words.nextNumber}{' '}
        <strong className="num font-semibold text-ink">
          {isUsable
            ? formatNumber(
                { invoicePrefix: draft.invoicePrefix, numberFormat: format },
                { ...next, random: SAMPLE_RANDOM },
              )
            : '–'}
        </strong>
      </p>
    </>
  )
}

export const formatOf = ({ kind, pattern }: NumberDraft): string => (kind === 'own' ? pattern : kind)

/** Stands where an invoice's own random digits will. */
const SAMPLE_RANDOM = '7f3a91c0'
