'use client'

import type { FormEvent } from 'react'
import { Button } from '@/components/ui/button'
import { Notice } from '@/components/ui/notice'
import { RadioCards, type RadioCardsProps } from '@/components/ui/radio-cards'
import type { ProblemWords } from '../trpc/problem'
import { useOwnerAction } from '../trpc/use-action'
import { asRole, type Role } from './role-choices'

export interface RoleFormProps {
  ownerId: string
  userId: string
  role: Role
  roles: RadioCardsProps['options']
  teamHref: string
  words: ProblemWords & Record<'chooseRole' | 'save' | 'lastAdmin', string>
}

/** Another role for somebody in the team. */
export function RoleForm({ ownerId, userId, role, roles, teamHref, words }: RoleFormProps) {
  const { isPending, problem, run } = useOwnerAction(words)
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault()
    if (isPending) return
    const chosen = asRole(String(new FormData(event.currentTarget).get('role')))
    run(async (owner) => {
      await owner.member.changeRole.mutate({ ownerId, userId, role: chosen })
      return `${teamHref}?done=changed&user=${userId}`
    })
  }
  return (
    <form onSubmit={submit} className="grid gap-5">
      {problem && (
        <Notice tone="bad" live="alert">
          {problem.code === 'conflict' ? words.lastAdmin : problem.message}
        </Notice>
      )}
      <RadioCards legend={words.chooseRole} name="role" defaultValue={role} options={roles} />
      <Button
        type="submit"
        variant="primary"
        width="phone"
        className="justify-self-start"
        pending={isPending}
      >
        {words.save}
      </Button>
    </form>
  )
}
