'use client'

import { isChecked, OwnerForm } from '@/components/dashboard/form'
import type { BaseFormWords } from '@/components/dashboard/form-words'
import { Checkbox } from '@/components/ui/checkbox'
import type { TaxChoices } from './types'
import type { TaxMessages } from './words'

export interface ChoicesFormProps {
  ownerId: string
  settings: TaxChoices['settings']
  path: string
  words: BaseFormWords & { choices: TaxMessages['choices'] }
}

/** What an owner chooses about tax for all of its books. */
export function ChoicesForm({ ownerId, settings, path, words }: ChoicesFormProps) {
  const { choices: t } = words
  return (
    <OwnerForm
      words={words}
      submitLabel={t.save}
      save={async (owner, form) => {
        await owner.settings.update.mutate({
          ownerId,
          oneStopShop: isChecked(form, 'oneStopShop'),
          taxCustomersWithTaxNumbers: isChecked(form, 'taxNumbers'),
          checkVatNumbersOnline: isChecked(form, 'online'),
        })
        return `${path}?done=saved`
      }}
    >
      {() => (
        <div className="grid gap-4">
          <Checkbox
            name="oneStopShop"
            label={t.oneStopShop}
            hint={t.oneStopShopHint}
            defaultChecked={settings.oneStopShop}
          />
          <Checkbox
            name="taxNumbers"
            label={t.taxNumbers}
            hint={t.taxNumbersHint}
            defaultChecked={settings.taxCustomersWithTaxNumbers}
          />
          <Checkbox
            name="online"
            label={t.online}
            hint={t.onlineHint}
            defaultChecked={settings.checkVatNumbersOnline}
          />
        </div>
      )}
    </OwnerForm>
  )
}
