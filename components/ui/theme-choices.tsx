'use client'

import { useTheme } from 'next-themes'
import { type ReactNode, useEffect, useState } from 'react'
import { cx } from './cx'

export type ThemeChoice = 'system' | 'light' | 'dark'

export interface ThemeChoicesProps {
  label: string
  choices: readonly { value: ThemeChoice; label: string; icon: ReactNode }[]
}

export function ThemeChoices({ label, choices }: ThemeChoicesProps) {
  const { theme, setTheme } = useTheme()
  // The server cannot know the choice, so nothing is checked until the page runs.
  const [isMounted, setMounted] = useState(false)
  useEffect(() => setMounted(true), [])
  return (
    <fieldset className="inline-flex rounded-md border border-line-strong bg-surface p-0.5">
      <legend className="sr-only">{label}</legend>
      {choices.map(({ value, label: text, icon }) => {
        const isChosen = isMounted && theme === value
        return (
          <label
            key={value}
            title={text}
            className={cx(
              'relative grid size-7 place-items-center rounded-sm has-focus-visible:outline-2 has-focus-visible:outline-accent [&>svg]:size-4',
              isChosen ? 'bg-sunken text-ink' : 'text-ink-3 hover:text-ink',
            )}
          >
            <input
              type="radio"
              name="theme"
              value={value}
              checked={isChosen}
              onChange={() => setTheme(value)}
              className="absolute inset-0 appearance-none outline-none"
              aria-label={text}
            />
            {icon}
          </label>
        )
      })}
    </fieldset>
  )
}
