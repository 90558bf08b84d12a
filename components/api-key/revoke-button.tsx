'use client'

import { Button } from '@/components/ui/button'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { type ProblemWords, problemOf } from '../trpc/problem'
import { useOwnerAction } from '../trpc/use-action'

export interface RevokeButtonProps {
  ownerId: string
  keyId: string
  doneHref: string
  words: ProblemWords & Record<'revoke' | 'text' | 'submit' | 'keep', string>
}

/** Ends a key, after asking once more. */
export function RevokeButton({ ownerId, keyId, doneHref, words }: RevokeButtonProps) {
  const { run } = useOwnerAction(words)
  const revoke = async (): Promise<string | undefined> => {
    const { client } = await import('../trpc/client')
    try {
      await client.owner.apiKey.revoke.mutate({ ownerId, keyId })
    } catch (error) {
      return problemOf(error, words).message
    }
    run(async () => doneHref)
    return undefined
  }
  return (
    <ConfirmDialog
      trigger={<Button variant="danger">{words.revoke}</Button>}
      title={words.submit}
      description={words.text}
      confirmLabel={words.submit}
      cancelLabel={words.keep}
      onConfirm={revoke}
    />
  )
}
