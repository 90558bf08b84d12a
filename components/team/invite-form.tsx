'use client'

import { type FormEvent, useEffect, useRef } from 'react'
import { Button, ButtonLink } from '@/components/ui/button'
import { TextField } from '@/components/ui/input'
import { Notice } from '@/components/ui/notice'
import { RadioCards, type RadioCardsProps } from '@/components/ui/radio-cards'
import type { Locale } from '@/server/core/format'
import type { ProblemWords } from '../trpc/problem'
import { useOwnerAction } from '../trpc/use-action'
import { asRole } from './role-choices'

export interface InviteFormProps {
  ownerId: string
  locale: Locale
  roles: RadioCardsProps['options']
  /** The team's page; it is told there whom the mail went to. */
  teamHref: string
  words: ProblemWords &
    Record<
      'email' | 'emailHint' | 'emailWrong' | 'emailTaken' | 'fix' | 'chooseRole' | 'submit' | 'keep',
      string
    >
}

/** An address and a role: whoever proves the address is in. */
export function InviteForm({ ownerId, locale, roles, teamHref, words }: InviteFormProps) {
  const { isPending, problem, run } = useOwnerAction(words)
  const form = useRef<HTMLFormElement>(null)
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault()
    if (isPending) return
    const fields = new FormData(event.currentTarget)
    const email = String(fields.get('email') ?? '').trim()
    run(async (owner) => {
      const { userId } = await owner.member.invite.mutate({
        ownerId,
        email,
        role: asRole(String(fields.get('role'))),
        locale,
      })
      return `${teamHref}?done=invited&user=${userId}`
    })
  }
  const isEmail = problem?.fields.email !== undefined
  // The wrong field takes the focus, so that it is read out and in sight.
  useEffect(() => {
    if (problem) form.current?.querySelector<HTMLElement>('[aria-invalid]')?.focus()
  }, [problem])
  return (
    <form ref={form} onSubmit={submit} noValidate className="grid gap-6">
      {problem && (
        <Notice tone="bad" live="alert">
          {isEmail ? words.fix : problem.message}
        </Notice>
      )}
      <TextField
        name="email"
        type="email"
        label={words.email}
        hint={words.emailHint}
        error={isEmail ? (problem.code === 'conflict' ? words.emailTaken : words.emailWrong) : undefined}
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        maxLength={320}
        required
      />
      <RadioCards legend={words.chooseRole} name="role" defaultValue="finance" options={roles} />
      <div className="flex flex-wrap gap-2">
        <Button type="submit" variant="primary" width="phone" pending={isPending}>
          {words.submit}
        </Button>
        <ButtonLink href={teamHref} width="phone">
          {words.keep}
        </ButtonLink>
      </div>
    </form>
  )
}
