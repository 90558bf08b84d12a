'use client'

import { useRouter } from 'next/navigation'
import { useTransition } from 'react'

export interface LanguageSwitchProps {
  /** "Language" */
  label: string
  current: string
  /** Each in its own language: "Deutsch", not "German". */
  languages: readonly { code: string; name: string }[]
  /** The cookie that the server reads the choice from. */
  cookie: string
}

const YEAR_SECONDS = 31_536_000

/** Keeps the choice in a cookie and draws the page again in that language. */
export function LanguageSwitch({ label, current, languages, cookie }: LanguageSwitchProps) {
  const router = useRouter()
  const [isPending, startTransition] = useTransition()
  const choose = (code: string): void => {
    // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is not in every browser yet
    document.cookie = `${cookie}=${code}; path=/; max-age=${YEAR_SECONDS}; samesite=lax`
    startTransition(() => router.refresh())
  }
  return (
    <label className="relative inline-flex items-center" aria-busy={isPending}>
      <span className="sr-only">{label}</span>
      <select
        value={current}
        onChange={(event) => choose(event.target.value)}
        className="h-8 appearance-none rounded-md border border-line-strong bg-surface px-2.5 text-sm hover:border-control"
      >
        {languages.map(({ code, name }) => (
          <option key={code} value={code} lang={code}>
            {name}
          </option>
        ))}
      </select>
    </label>
  )
}
