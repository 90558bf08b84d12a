'use client'

import { useState } from 'react'
import { FormGroup, OwnerForm, textOf, wrongFields } from '@/components/dashboard/form'
import type { BaseFormWords } from '@/components/dashboard/form-words'
import { Card } from '@/components/ui/card'
import { Checkbox } from '@/components/ui/checkbox'
import { TextField } from '@/components/ui/input'
import { SecretNotice } from './secret-notice'
import type { Webhook, WebhookEvent } from './types'
import type { WebhookMessages } from './words'

export interface WebhookFormProps {
  ownerId: string
  /** Null: a new one. */
  webhook: Webhook | null
  events: readonly WebhookEvent[]
  /** Where webhooks are. */
  base: string
  words: BaseFormWords & { form: WebhookMessages['form']; secret: WebhookMessages['secret'] }
}

/** Where webhooks go, and of what. A new one's secret is shown in its place, once. */
export function WebhookForm({ ownerId, webhook, events, base, words }: WebhookFormProps) {
  const [made, setMade] = useState<{ id: string; secret: string } | null>(null)
  const { form: t, secret, copy, copied } = words
  if (made)
    return (
      <SecretNotice secret={made.secret} words={{ ...secret, copy, copied }} onHref={`${base}/${made.id}`} />
    )
  return (
    <Card>
      <OwnerForm
        words={words}
        submitLabel={webhook ? t.save : t.create}
        cancelHref={webhook ? `${base}/${webhook.id}` : base}
        save={async (owner, form) => {
          const fields = {
            ownerId,
            name: textOf(form, 'name'),
            url: textOf(form, 'url'),
            events: events.filter((event) => form.getAll('events').includes(event)),
          }
          const wrong = [...(fields.name === '' ? ['name'] : []), ...(fields.url === '' ? ['url'] : [])]
          if (wrong.length > 0) throw wrongFields(...wrong)
          if (webhook) {
            await owner.webhook.update.mutate({ ...fields, id: webhook.id })
            return `${base}/${webhook.id}?done=saved`
          }
          setMade(await owner.webhook.create.mutate(fields))
          return undefined
        }}
      >
        {(part) => (
          <>
            <TextField
              {...part('name')}
              label={t.name}
              defaultValue={webhook?.name ?? ''}
              maxLength={200}
              required
            />
            <TextField
              {...part('url')}
              type="url"
              label={t.url}
              hint={t.urlHint}
              defaultValue={webhook?.url ?? ''}
              placeholder="https://"
              maxLength={2_000}
              spellCheck={false}
              required
            />
            <FormGroup legend={t.events} hint={t.eventsHint}>
              <div className="grid gap-x-6 gap-y-1.5 sm:grid-cols-2">
                {events.map((event) => (
                  <Checkbox
                    key={event}
                    name="events"
                    value={event}
                    label={<code className="text-sm">{event}</code>}
                    defaultChecked={webhook?.events.includes(event) ?? false}
                  />
                ))}
              </div>
            </FormGroup>
          </>
        )}
      </OwnerForm>
    </Card>
  )
}
