'use client'

import { Mail } from 'lucide-react'
import { useActionState } from 'react'
import { TextField } from '@/components/ui/input'
import { Notice } from '@/components/ui/notice'
import { SubmitButton } from '@/components/ui/submit-button'
import { type LinkState, requestLink } from './actions'

export interface LinkFormProps {
  callbackUrl: string
  words: { email: string; submit: string; hint: string }
  /** A sentence for each thing that can go wrong; `Default` for the rest. */
  errors: Record<string, string>
}

const START: LinkState = { email: '', error: null }

/** Asks for the address a link is sent to. Works before, and without, its script. */
export function LinkForm({ callbackUrl, words, errors }: LinkFormProps) {
  const [state, action] = useActionState(requestLink, START)
  const message = state.error === null ? undefined : (errors[state.error] ?? errors.Default)
  const isFieldError = state.error === 'EmailInvalid'
  return (
    <form action={action} noValidate className="grid gap-4">
      {message !== undefined && !isFieldError && (
        <Notice tone="warn" live="alert">
          {message}
        </Notice>
      )}
      <input type="hidden" name="callbackUrl" value={callbackUrl} />
      <TextField
        // React empties a form after its action; what was typed stays.
        key={state.email}
        defaultValue={state.email}
        name="email"
        type="email"
        inputMode="email"
        autoComplete="email"
        autoCapitalize="none"
        spellCheck={false}
        maxLength={320}
        required
        label={words.email}
        hint={words.hint}
        error={isFieldError ? message : undefined}
      />
      <SubmitButton variant="primary" size="lg" width="full" icon={<Mail aria-hidden="true" />}>
        {words.submit}
      </SubmitButton>
    </form>
  )
}
