'use client'

import { useRouter } from 'next/navigation'
import { type ReactNode, useState } from 'react'
import type { OwnerClient } from '@/components/trpc/client'
import { problemOf } from '@/components/trpc/problem'
import { useOwnerAction } from '@/components/trpc/use-action'
import { Button, type ButtonProps } from '@/components/ui/button'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { Notice } from '@/components/ui/notice'
import type { Inputs } from '@/server/trpc/root'
import type { BaseFormWords } from './form-words'

type Nouns = Inputs['owner']

/** A change by its name and input: "plan.archive" and what it takes. */
export type OwnerAct = {
  [Noun in keyof Nouns & string]: {
    [Verb in keyof Nouns[Noun] & string]: { call: `${Noun}.${Verb}`; input: Nouns[Noun][Verb] }
  }[keyof Nouns[Noun] & string]
}[keyof Nouns & string]

export interface ActButtonProps extends Pick<ButtonProps, 'variant' | 'size' | 'width' | 'icon'> {
  act: OwnerAct
  label: string
  /** Asks first, where it cannot be taken back. */
  confirm?: { title: string; description: ReactNode; confirmLabel: string; tone?: 'danger' | 'primary' }
  /** Where to go when it is done; without it this page is drawn again. */
  doneHref?: string
  words: BaseFormWords
}

/** A button that changes one thing. Pages say what by its name, because functions do not travel to the browser. */
export function ActButton({ act, label, confirm, doneHref, words, ...look }: ActButtonProps) {
  return confirm ? (
    <ConfirmedAct {...{ act, label, confirm, doneHref, words, look }} />
  ) : (
    <PlainAct {...{ act, label, doneHref, words, look }} />
  )
}

type Parts = Pick<ActButtonProps, 'act' | 'label' | 'doneHref' | 'words'> & {
  look: Pick<ButtonProps, 'variant' | 'size' | 'width' | 'icon'>
}

function PlainAct({ act, label, doneHref, words, look }: Parts) {
  const { isPending, problem, run } = useOwnerAction(words)
  return (
    <span className="inline-grid gap-2">
      <Button
        {...look}
        pending={isPending}
        onClick={() =>
          run(async (owner) => {
            await perform(owner, act)
            return doneHref
          })
        }
      >
        {label}
      </Button>
      {problem && (
        <Notice tone="bad" live="alert">
          {problem.message}
        </Notice>
      )}
    </span>
  )
}

function ConfirmedAct({
  act,
  label,
  confirm,
  doneHref,
  words,
  look,
}: Parts & Required<Pick<ActButtonProps, 'confirm'>>) {
  const router = useRouter()
  const [isOpen, setOpen] = useState(false)
  const confirmed = async (): Promise<string | undefined> => {
    try {
      const { client } = await import('@/components/trpc/client')
      await perform(client.owner, act)
      if (doneHref !== undefined) router.push(doneHref)
      router.refresh()
      return undefined
    } catch (error) {
      return problemOf(error, words).message
    }
  }
  return (
    <ConfirmDialog
      open={isOpen}
      onOpenChange={setOpen}
      trigger={<Button {...look}>{label}</Button>}
      title={confirm.title}
      description={confirm.description}
      confirmLabel={confirm.confirmLabel}
      cancelLabel={words.cancel}
      tone={confirm.tone ?? 'danger'}
      onConfirm={confirmed}
    />
  )
}

/** The name is one of the tree's by type; the tree itself is a proxy. */
async function perform(owner: OwnerClient, { call, input }: OwnerAct): Promise<void> {
  const [noun = '', verb = ''] = call.split('.')
  const tree = owner as unknown as Record<
    string,
    Record<string, { mutate(input: unknown): Promise<unknown> }>
  >
  await tree[noun]?.[verb]?.mutate(input)
}
