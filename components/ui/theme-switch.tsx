'use client'

import { Monitor, Moon, Sun } from 'lucide-react'
import { useTheme } from 'next-themes'
import { useEffect, useState } from 'react'
import { cx } from './cx'

export type ThemeChoice = 'system' | 'light' | 'dark'

export interface ThemeSwitchProps {
  /** "Appearance" */
  label: string
  words: Record<ThemeChoice, string>
}

const CHOICES: readonly { value: ThemeChoice; Icon: typeof Sun }[] = [
  { value: 'system', Icon: Monitor },
  { value: 'light', Icon: Sun },
  { value: 'dark', Icon: Moon },
]

/** System, light or dark. */
export function ThemeSwitch({ label, words }: ThemeSwitchProps) {
  const { theme, setTheme } = useTheme()
  // The server cannot know the choice, so nothing is checked until the page runs.
  const [isMounted, setMounted] = useState(false)
  useEffect(() => setMounted(true), [])
  return (
    <fieldset className="inline-flex rounded-md border border-line-strong bg-surface p-0.5">
      <legend className="sr-only">{label}</legend>
      {CHOICES.map(({ value, Icon }) => {
        const isChosen = isMounted && theme === value
        return (
          <label
            key={value}
            title={words[value]}
            className={cx(
              'grid size-7 place-items-center rounded-sm has-focus-visible:outline-2 has-focus-visible:outline-accent',
              isChosen ? 'bg-sunken text-ink' : 'text-ink-3 hover:text-ink',
            )}
          >
            <input
              type="radio"
              name="theme"
              value={value}
              checked={isChosen}
              onChange={() => setTheme(value)}
              className="sr-only"
              aria-label={words[value]}
            />
            <Icon aria-hidden="true" className="size-4" />
          </label>
        )
      })}
    </fieldset>
  )
}
