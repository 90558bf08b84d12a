import { Monitor, Moon, Sun } from 'lucide-react'
import { type ThemeChoice, ThemeChoices } from './theme-choices'

export interface ThemeSwitchProps {
  /** "Appearance" */
  label: string
  words: Record<ThemeChoice, string>
}

/** System, light or dark. The icons are drawn here, on the server, and not sent as code. */
export function ThemeSwitch({ label, words }: ThemeSwitchProps) {
  return (
    <ThemeChoices
      label={label}
      choices={[
        { value: 'system', label: words.system, icon: <Monitor aria-hidden="true" /> },
        { value: 'light', label: words.light, icon: <Sun aria-hidden="true" /> },
        { value: 'dark', label: words.dark, icon: <Moon aria-hidden="true" /> },
      ]}
    />
  )
}
