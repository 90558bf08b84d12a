'use client'

import { OwnerForm, textOf, wrongFields } from '@/components/dashboard/form'
import type { BaseFormWords } from '@/components/dashboard/form-words'
import { TextField } from '@/components/ui/input'
import { RadioCards } from '@/components/ui/radio-cards'
import { SelectField } from '@/components/ui/select'
import { readCount } from '@/server/core/amount-input'
import type { PlanMessages } from './words'

export interface LinkFormProps {
  ownerId: string
  planId: string
  planName: string
  prices: readonly { id: string; label: string }[]
  brands: readonly { code: string; name: string }[]
  doneHref: string
  words: BaseFormWords & { link: PlanMessages['link'] }
}

/** A new link at which a plan is bought. */
export function LinkForm({ ownerId, planId, planName, prices, brands, doneHref, words }: LinkFormProps) {
  const { link: t } = words
  return (
    <OwnerForm
      words={words}
      alias={{ 'subscriptions.0.price': 'price', subscriptions: 'price', priceId: 'price' }}
      submitLabel={t.create}
      cancelHref={doneHref}
      save={async (owner, form) => {
        const seats = readCount(textOf(form, 'seats'))
        const day = textOf(form, 'expiresAt')
        // To the end of that day: whoever reads "until 5 May" may still buy on 5 May.
        const expiresAt = day === '' ? null : new Date(`${day}T23:59:59Z`)
        const isBadDay = expiresAt !== null && Number.isNaN(expiresAt.getTime())
        if (!seats || isBadDay)
          throw wrongFields(...(seats ? [] : ['seats']), ...(isBadDay ? ['expiresAt'] : []))
        await owner.checkout.create.mutate({
          ownerId,
          planId,
          priceId: textOf(form, 'price'),
          brand: textOf(form, 'brand') || 'default',
          name: textOf(form, 'name'),
          slug: textOf(form, 'slug'),
          seats,
          permanent: textOf(form, 'kind') === 'permanent',
          expiresAt,
        })
        return `${doneHref}?done=created`
      }}
    >
      {(part) => (
        <div className="grid gap-5">
          <TextField
            {...part('name')}
            label={t.name}
            hint={t.nameHint}
            defaultValue={planName}
            maxLength={200}
          />
          <div className="grid gap-4 sm:grid-cols-[1fr_7rem]">
            <SelectField
              {...part('price')}
              label={t.price}
              options={prices.map(({ id, label }) => ({ value: id, label }))}
            />
            <TextField {...part('seats')} label={t.seats} defaultValue="1" inputMode="numeric" />
          </div>
          {brands.length > 1 && (
            <SelectField
              {...part('brand')}
              label={t.brand}
              defaultValue="default"
              options={brands.map(({ code, name }) => ({ value: code, label: name }))}
            />
          )}
          <RadioCards
            legend={t.kind}
            name="kind"
            defaultValue="permanent"
            columns={2}
            options={[
              { value: 'permanent', label: t.permanent, description: t.permanentText },
              { value: 'single', label: t.single, description: t.singleText },
            ]}
          />
          <div className="grid gap-4 sm:grid-cols-2">
            <TextField
              {...part('slug')}
              label={t.slug}
              hint={t.slugHint}
              optional={words.optional}
              maxLength={100}
              autoCapitalize="none"
              spellCheck={false}
            />
            <TextField
              {...part('expiresAt')}
              type="date"
              label={t.expires}
              hint={t.expiresHint}
              optional={words.optional}
            />
          </div>
        </div>
      )}
    </OwnerForm>
  )
}
