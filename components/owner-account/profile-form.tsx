'use client'

import { FormGroup, OwnerForm, textOf, textOrNull } from '@/components/dashboard/form'
import type { BaseFormWords } from '@/components/dashboard/form-words'
import { TextField } from '@/components/ui/input'
import { SelectField } from '@/components/ui/select'
import type { Outputs } from '@/server/trpc/caller'
import type { OwnerAccountMessages } from './words'

export interface ProfileFormProps {
  ownerId: string
  profile: Outputs['owner']['account']['profile']
  currencies: readonly { value: string; label: string }[]
  timezones: readonly string[]
  href: string
  words: BaseFormWords & { form: OwnerAccountMessages['form'] }
}

/** What an owner says of itself. */
export function ProfileForm({ ownerId, profile, currencies, timezones, href, words }: ProfileFormProps) {
  const { form: t } = words
  return (
    <OwnerForm
      words={words}
      submitLabel={t.save}
      cancelHref={href}
      className="gap-8"
      save={async (owner, form) => {
        await owner.account.update.mutate({
          ownerId,
          name: textOf(form, 'name'),
          firstName: textOrNull(form, 'firstName'),
          lastName: textOrNull(form, 'lastName'),
          email: textOf(form, 'email'),
          timezone: textOf(form, 'timezone'),
          defaultCurrency: textOf(form, 'defaultCurrency'),
          ...(profile.primaryBrandId ? { primaryBrandId: textOf(form, 'primaryBrandId') } : {}),
        })
        return `${href}?done=saved`
      }}
    >
      {(part) => (
        <>
          <FormGroup legend={t.who}>
            <TextField
              {...part('name')}
              label={t.name}
              defaultValue={profile.name}
              autoComplete="organization"
              maxLength={200}
            />
            <div className="grid gap-4 sm:grid-cols-2">
              <TextField
                {...part('firstName')}
                label={t.firstName}
                optional={words.optional}
                defaultValue={profile.firstName ?? ''}
                autoComplete="given-name"
                maxLength={200}
              />
              <TextField
                {...part('lastName')}
                label={t.lastName}
                optional={words.optional}
                defaultValue={profile.lastName ?? ''}
                autoComplete="family-name"
                maxLength={200}
              />
            </div>
            <TextField
              {...part('email')}
              type="email"
              label={t.email}
              hint={t.emailHint}
              defaultValue={profile.email}
              autoComplete="email"
              maxLength={320}
            />
          </FormGroup>
          <FormGroup legend={t.place}>
            <TextField
              {...part('timezone')}
              label={t.timezone}
              hint={t.timezoneHint}
              defaultValue={profile.timezone}
              list="timezones"
              autoComplete="off"
              spellCheck={false}
            />
            <datalist id="timezones">
              {timezones.map((name) => (
                <option key={name} value={name} />
              ))}
            </datalist>
            <SelectField
              {...part('defaultCurrency')}
              label={t.currency}
              defaultValue={profile.defaultCurrency}
              options={currencies}
            />
            {profile.primaryBrandId && (
              <SelectField
                {...part('primaryBrandId')}
                label={t.brand}
                defaultValue={profile.primaryBrandId}
                options={profile.brands.map(({ id, name }) => ({ value: id, label: name }))}
              />
            )}
          </FormGroup>
        </>
      )}
    </OwnerForm>
  )
}
