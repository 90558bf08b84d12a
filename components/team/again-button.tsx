'use client'

import { Mail } from 'lucide-react'
import { Button } from '@/components/ui/button'
import { Notice } from '@/components/ui/notice'
import type { Locale } from '@/server/core/format'
import type { ProblemWords } from '../trpc/problem'
import { useOwnerAction } from '../trpc/use-action'
import type { Role } from './role-choices'

export interface AgainButtonProps {
  ownerId: string
  member: { email: string; role: Role }
  locale: Locale
  doneHref: string
  words: ProblemWords
  children: string
}

/** Mails the invitation once more, to somebody who has not come yet. */
export function AgainButton({ ownerId, member, locale, doneHref, words, children }: AgainButtonProps) {
  const { isPending, problem, run } = useOwnerAction(words)
  const send = () =>
    run(async (owner) => {
      const { email, role } = member
      await owner.member.invite.mutate({ ownerId, email, role, locale })
      return doneHref
    })
  return (
    <div className="grid justify-items-start gap-3">
      {problem && (
        <Notice tone="bad" live="alert">
          {problem.message}
        </Notice>
      )}
      <Button icon={<Mail aria-hidden="true" />} width="phone" pending={isPending} onClick={send}>
        {children}
      </Button>
    </div>
  )
}
