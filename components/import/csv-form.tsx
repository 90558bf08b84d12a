'use client'

import { type FormEvent, useState } from 'react'
import { Button, ButtonLink } from '@/components/ui/button'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { Notice } from '@/components/ui/notice'
import type { CsvKind } from '@/server/core/import'
import type { ProblemWords } from '../trpc/problem'
import { useOwnerAction } from '../trpc/use-action'

const LENGTH_MAX = 5_000_000

export interface CsvFormProps {
  ownerId: string
  kind: CsvKind
  importsHref: string
  words: ProblemWords &
    Record<'file' | 'fileHint' | 'fileMissing' | 'look' | 'cancel', string> & {
      fileProblem: Record<string, string>
    }
}

/** Sends a file to be looked at. What is wrong with it as a whole is said here, the rest by its own page. */
export function CsvForm({ ownerId, kind, importsHref, words }: CsvFormProps) {
  const { isPending, problem, run } = useOwnerAction(words)
  const [local, setLocal] = useState<string | null>(null)
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault()
    if (isPending) return
    const file = new FormData(event.currentTarget).get('file')
    const wrong = wrongOf(file, words)
    setLocal(wrong)
    if (wrong !== null || !(file instanceof File)) return
    run(async (owner) => {
      const text = await file.text()
      const { id } = await owner.import.startCsv.mutate({ ownerId, kind, file: file.name, text })
      return `${importsHref}/${id}`
    })
  }
  const code = problem?.fields.file
  const said = code === undefined ? undefined : words.fileProblem[code]
  return (
    <form onSubmit={submit} noValidate className="grid gap-5">
      {problem && said === undefined && (
        <Notice tone="bad" live="alert">
          {problem.message}
        </Notice>
      )}
      <Field
        label={words.file}
        hint={words.fileHint}
        error={local ?? said?.replace('%s', problem?.fields.missing ?? '')}
        required
      >
        {(control) => (
          <Input
            {...control}
            name="file"
            type="file"
            accept=".csv,text/csv"
            className="h-auto! py-1.5 file:mr-3 file:font-medium"
          />
        )}
      </Field>
      <div className="flex flex-wrap gap-2">
        <Button type="submit" variant="primary" width="phone" pending={isPending}>
          {words.look}
        </Button>
        <ButtonLink href={importsHref} width="phone">
          {words.cancel}
        </ButtonLink>
      </div>
    </form>
  )
}

function wrongOf(file: FormDataEntryValue | null, words: CsvFormProps['words']): string | null {
  if (!(file instanceof File) || file.size === 0) return words.fileMissing
  return file.size > LENGTH_MAX ? (words.fileProblem.too_large ?? words.fileMissing) : null
}
