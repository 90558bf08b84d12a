'use client'

import { Button, ButtonLink } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { CopyButton } from '@/components/ui/copy-button'
import type { WebhookMessages } from './words'

export interface SecretNoticeProps {
  secret: string
  words: WebhookMessages['secret'] & { copy: string; copied: string }
  /** Where to go once it is copied; without it, what to do. */
  onHref?: string
  onDone?: () => void
}

/** A signing secret, this once. It is nowhere but in this page's memory, and gone with it. */
export function SecretNotice({ secret, words, onHref, onDone }: SecretNoticeProps) {
  return (
    <Card id="secret" title={words.title} description={words.text}>
      <div role="status" className="grid gap-4">
        <div className="flex flex-wrap items-center gap-3 rounded-md bg-sunken px-3 py-2.5">
          <code className="min-w-0 flex-1 text-sm break-all">{secret}</code>
          <CopyButton text={secret} label={words.copy} doneLabel={words.copied} />
        </div>
        {onHref !== undefined ? (
          <ButtonLink href={onHref} variant="primary" className="justify-self-start">
            {words.on}
          </ButtonLink>
        ) : (
          <Button onClick={onDone} className="justify-self-start">
            {words.on}
          </Button>
        )}
      </div>
    </Card>
  )
}
