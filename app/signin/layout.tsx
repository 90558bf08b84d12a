import type { ReactNode } from 'react'
import { Main } from '@/components/ui/container'
import { LanguageSwitch } from '@/components/ui/language-switch'
import { ThemeSwitch } from '@/components/ui/theme-switch'
import { LANGUAGES, LOCALE_COOKIE } from '../locale'
import { signInWords } from './words'

/** One narrow column: whatever is asked here is asked alone. */
export default async function SignInLayout({ children }: { children: ReactNode }) {
  const { ui, locale } = await signInWords()
  return (
    <div className="grid min-h-dvh grid-rows-[1fr_auto]">
      <Main width="narrow" className="max-w-105! grid-cols-1 self-center">
        {children}
      </Main>
      <footer className="flex flex-wrap items-center justify-center gap-3 px-4 pb-8">
        <LanguageSwitch label={ui.language} current={locale} languages={LANGUAGES} cookie={LOCALE_COOKIE} />
        <ThemeSwitch
          label={ui.theme.label}
          words={{ system: ui.theme.system, light: ui.theme.light, dark: ui.theme.dark }}
        />
      </footer>
    </div>
  )
}
