'use client'

import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { ActButton } from '@/components/dashboard/act'
import { fill } from '@/components/dashboard/fill'
import { OwnerForm, textOf, wrongFields } from '@/components/dashboard/form'
import type { BaseFormWords } from '@/components/dashboard/form-words'
import { problemOf } from '@/components/trpc/problem'
import { useOwnerAction } from '@/components/trpc/use-action'
import { Button } from '@/components/ui/button'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { TextField } from '@/components/ui/input'
import { Notice } from '@/components/ui/notice'
import { SecretNotice } from './secret-notice'
import type { Webhook } from './types'
import type { WebhookMessages } from './words'

type Common = { ownerId: string; words: BaseFormWords & { webhook: WebhookMessages } }

export interface WebhookActionsProps extends Common {
  webhook: Webhook
  /** Where webhooks are. */
  base: string
}

/** What can be done with an endpoint; a new secret is shown below the buttons, once. */
export function WebhookActions({ ownerId, webhook, base, words }: WebhookActionsProps) {
  const router = useRouter()
  const [secret, setSecret] = useState<string | null>(null)
  const { isPending, problem, run } = useOwnerAction(words)
  const t = words.webhook
  const input = { ownerId, id: webhook.id }
  const rotate = async (): Promise<string | undefined> => {
    try {
      const { client } = await import('@/components/trpc/client')
      setSecret((await client.owner.webhook.rotate.mutate(input)).secret)
      router.refresh()
      return undefined
    } catch (error) {
      return problemOf(error, words).message
    }
  }
  return (
    <div className="grid gap-4">
      <div className="flex flex-wrap gap-2">
        <Button
          pending={isPending}
          onClick={() =>
            run(async (owner) => `${base}/${webhook.id}/${(await owner.webhook.test.mutate(input)).id}`)
          }
        >
          {t.test}
        </Button>
        <ConfirmDialog
          trigger={<Button>{t.secret.rotate}</Button>}
          title={t.secret.rotateTitle}
          description={t.secret.rotateText}
          confirmLabel={t.secret.rotate}
          cancelLabel={words.cancel}
          tone="primary"
          onConfirm={rotate}
        />
        {webhook.enabled ? (
          <ActButton
            act={{ call: 'webhook.disable', input }}
            label={t.disable}
            confirm={{
              title: fill(t.disableTitle, { webhook: webhook.name }),
              description: t.disableText,
              confirmLabel: t.disable,
            }}
            words={words}
          />
        ) : (
          <ActButton act={{ call: 'webhook.enable', input }} label={t.enable} words={words} />
        )}
        <ActButton
          act={{ call: 'webhook.remove', input }}
          label={t.remove}
          variant="quiet"
          confirm={{
            title: fill(t.removeTitle, { webhook: webhook.name }),
            description: t.removeText,
            confirmLabel: t.remove,
          }}
          doneHref={`${base}?done=deleted`}
          words={words}
        />
      </div>
      {problem && (
        <Notice tone="bad" live="alert">
          {problem.message}
        </Notice>
      )}
      {secret !== null && (
        <SecretNotice
          secret={secret}
          words={{ ...t.secret, copy: words.copy, copied: words.copied }}
          onDone={() => setSecret(null)}
        />
      )}
    </div>
  )
}

export interface ResendSinceProps extends Common {
  webhookId: string
  /** The webhook's page. */
  path: string
  /** The first day that can have anything to be sent again. */
  earliest: string
}

/** Sends again what failed since a day. */
export function ResendSince({ ownerId, webhookId, path, earliest, words }: ResendSinceProps) {
  const t = words.webhook.since
  return (
    <OwnerForm
      words={words}
      submitLabel={t.submit}
      save={async (owner, form) => {
        const day = textOf(form, 'since')
        const since = new Date(`${day}T00:00:00Z`)
        if (day === '' || Number.isNaN(since.getTime())) throw wrongFields('since')
        const { resent } = await owner.webhook.resendSince.mutate({ ownerId, id: webhookId, since })
        return `${path}?resent=${resent}`
      }}
    >
      {(part) => (
        <TextField
          {...part('since')}
          type="date"
          label={t.day}
          defaultValue={earliest}
          min={earliest}
          className="max-w-60"
          required
        />
      )}
    </OwnerForm>
  )
}

export interface ResendOneProps extends Common {
  deliveryId: string
  /** The webhook's page. */
  path: string
}

/** Sends one delivery again and shows the new one. */
export function ResendOne({ ownerId, deliveryId, path, words }: ResendOneProps) {
  const { isPending, problem, run } = useOwnerAction(words)
  return (
    <div className="grid gap-2">
      <Button
        variant="primary"
        pending={isPending}
        onClick={() =>
          run(async (owner) => {
            const { id } = await owner.webhook.resend.mutate({ ownerId, id: deliveryId })
            return `${path}/${id}?resent=1`
          })
        }
      >
        {words.webhook.delivery.resend}
      </Button>
      {problem && (
        <Notice tone="bad" live="alert">
          {problem.message}
        </Notice>
      )}
    </div>
  )
}
