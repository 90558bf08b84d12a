'use client'

import { OwnerForm, textOf, wrongFields } from '@/components/dashboard/form'
import type { BaseFormWords } from '@/components/dashboard/form-words'
import { TextField } from '@/components/ui/input'
import type { PlanMessages } from './words'

export interface FeatureFormProps {
  ownerId: string
  doneHref: string
  words: BaseFormWords & { feature: PlanMessages['feature'] }
}

export function FeatureForm({ ownerId, doneHref, words }: FeatureFormProps) {
  const { feature: t } = words
  return (
    <OwnerForm
      words={words}
      submitLabel={t.create}
      cancelHref={doneHref}
      save={async (owner, form) => {
        const fields = {
          name: textOf(form, 'name'),
          code: textOf(form, 'code'),
          description: textOf(form, 'description'),
        }
        const wrong = [
          ...(fields.name === '' ? ['name'] : []),
          ...(/^[A-Za-z0-9_.-]{1,64}$/.test(fields.code) ? [] : ['code']),
        ]
        if (wrong.length > 0) throw wrongFields(...wrong)
        await owner.feature.create.mutate({ ownerId, ...fields })
        return `${doneHref}?done=created`
      }}
    >
      {(part) => (
        <div className="grid gap-4">
          <TextField {...part('name')} label={t.name} maxLength={200} required />
          <TextField
            {...part('code')}
            label={t.code}
            maxLength={64}
            autoCapitalize="none"
            spellCheck={false}
            required
          />
          <TextField
            {...part('description')}
            label={t.description}
            optional={words.optional}
            maxLength={2_000}
          />
        </div>
      )}
    </OwnerForm>
  )
}
