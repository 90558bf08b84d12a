import type { ReactNode } from 'react'
import { BrandAccent } from '@/components/ui/brand-accent'
import { Container } from '@/components/ui/container'
import { LanguageSwitch } from '@/components/ui/language-switch'
import { ThemeSwitch } from '@/components/ui/theme-switch'
import type { Words } from '@/components/words'
import { LANGUAGES, LOCALE_COOKIE } from './locale'
import { messagesFor } from './messages'

type Seller = { brand: { name: string; email: string; accent: string }; timeZone: string }
type Props = { seller: Seller; words: Words; children: ReactNode }

/** The frame of a page for people without an account, in the brand of who sells. */
export function PublicFrame({ seller, words, children }: Props) {
  const { brand, timeZone } = seller
  const { language, theme } = messagesFor(words.locale).ui
  return (
    <div className="flex min-h-dvh flex-col">
      <BrandAccent color={brand.accent} />
      <header className="border-b bg-surface">
        <Container width="narrow" className="flex h-14 items-center gap-2.5">
          <span
            aria-hidden="true"
            className="grid size-6 shrink-0 place-items-center rounded-md bg-accent text-xs font-bold text-accent-ink"
          >
            {brand.name.slice(0, 1)}
          </span>
          <span className="truncate text-lg font-[620] tracking-[-0.012em]">{brand.name}</span>
        </Container>
      </header>
      <div className="flex-1">{children}</div>
      <footer className="border-t">
        <Container width="narrow" className="grid gap-4 py-6 text-sm text-ink-3">
          <div className="flex flex-wrap justify-between gap-x-6 gap-y-1">
            <p>{words.t('footer.help', { email: brand.email })}</p>
            <p>{words.t('footer.times', { zone: timeZone })}</p>
          </div>
          <div className="flex flex-wrap items-center gap-3">
            <LanguageSwitch
              label={language}
              current={words.locale}
              languages={LANGUAGES}
              cookie={LOCALE_COOKIE}
            />
            <ThemeSwitch
              label={theme.label}
              words={{ system: theme.system, light: theme.light, dark: theme.dark }}
            />
          </div>
        </Container>
      </footer>
    </div>
  )
}
