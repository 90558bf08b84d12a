import { LogOut, Menu as MenuIcon } from 'lucide-react'
import Link from 'next/link'
import type { ReactNode } from 'react'
import { AccountMenu } from '@/components/customer/account-menu'
import { initials } from '@/components/customer/name'
import { Chip } from '@/components/ui/chip'
import { LanguageSwitch } from '@/components/ui/language-switch'
import { SubmitButton } from '@/components/ui/submit-button'
import { ThemeSwitch } from '@/components/ui/theme-switch'
import type { Outputs } from '@/server/trpc/caller'
import { NAVIGATION } from './nav'
import { NavLinks, type NavSection } from './nav-links'
import type { FrameWords } from './words'

export type DashboardOwner = Outputs['owner']['session']['get']
type OwnerChoice = Outputs['owner']['session']['list'][number]

export interface FrameProps {
  owner: DashboardOwner
  owners: readonly OwnerChoice[]
  base: string
  t: FrameWords
  /** "1 December 2026, 09:00": where the owner's clock stands, when it does. */
  frozenAt: string | null
  ui: {
    locale: string
    language: string
    languages: readonly { code: string; name: string }[]
    localeCookie: string
    theme: { label: string; system: string; light: string; dark: string }
  }
  signOut: () => Promise<void>
  children: ReactNode
}

/** What stands around each page of an owner's dashboard: whose it is, where one can go, and one's own settings. */
export function Frame(props: FrameProps) {
  const { owner, base, t, frozenAt, children } = props
  const sections: NavSection[] = NAVIGATION.map(({ name, items }) => ({
    title: t(`group.${name}`),
    links: items.map((item) => ({ href: `${base}${item.path}`, label: t(`nav.${item.name}`) })),
  }))
  return (
    <div className="min-h-dvh lg:grid lg:grid-cols-[15rem_minmax(0,1fr)]">
      <div className="border-r bg-surface max-lg:hidden">
        <nav
          aria-label={t('navigation')}
          className="sticky top-0 grid max-h-dvh gap-5 overflow-y-auto px-3 pt-3 pb-8"
        >
          <OwnerMark owner={owner} base={base} />
          <NavLinks base={base} sections={sections} />
        </nav>
      </div>
      <div className="min-w-0">
        <header className="flex min-h-14 items-center gap-3 border-b bg-surface px-6 max-sm:px-4 lg:bg-transparent">
          <div className="lg:hidden">
            <OwnerMark owner={owner} base={base} />
          </div>
          {frozenAt !== null && (
            <Link href={`${base}/clock`} className="min-w-0 max-sm:hidden">
              <Chip tone="warn">{t('clock', { at: frozenAt })}</Chip>
            </Link>
          )}
          <div className="ml-auto min-w-0">
            <Account {...props} />
          </div>
        </header>
        <details className="border-b bg-surface lg:hidden">
          <summary className="flex min-h-11 cursor-pointer list-none items-center gap-2 px-6 max-sm:px-4">
            <MenuIcon aria-hidden="true" className="size-4 text-ink-3" />
            {t('menu')}
          </summary>
          <nav aria-label={t('navigation')} className="px-3.5 pt-1 pb-5 max-sm:px-1.5">
            <NavLinks base={base} sections={sections} />
          </nav>
        </details>
        {children}
      </div>
    </div>
  )
}

function OwnerMark({ owner, base }: Pick<FrameProps, 'owner' | 'base'>) {
  return (
    <Link href={base} className="flex min-h-8 min-w-0 items-center gap-2.5 rounded-md px-2.5">
      <span
        aria-hidden="true"
        className="grid size-6 shrink-0 place-items-center rounded-md bg-accent text-xs font-bold text-accent-ink"
      >
        {owner.name.slice(0, 1)}
      </span>
      <span className="truncate text-lg font-[620] tracking-[-0.012em]">{owner.name}</span>
    </Link>
  )
}

function Account({ owner, owners, t, ui, signOut }: FrameProps) {
  return (
    <AccountMenu
      label={t('account', { email: owner.email })}
      button={
        <span
          aria-hidden="true"
          className="grid size-7 shrink-0 place-items-center rounded-full border bg-sunken text-xs font-semibold text-ink-2"
        >
          {initials(owner.email)}
        </span>
      }
    >
      <div className="grid divide-y">
        <p className="px-4 py-3 text-sm wrap-break-word text-ink-2">
          {t('signedIn', { email: owner.email })}
          <span className="block text-ink-3">{t(`role.${owner.role}`)}</span>
        </p>
        <nav aria-label={t('businesses')} className="max-h-60 overflow-y-auto p-1.5">
          {owners.length > 1 &&
            owners.map((each) => (
              <PanelLink key={each.id} href={`/dashboard/${each.id}`} isCurrent={each.id === owner.id}>
                {each.name}
              </PanelLink>
            ))}
          <PanelLink href="/portal" isCurrent={false}>
            {t('portal')}
          </PanelLink>
        </nav>
        <div className="flex items-center justify-between gap-3 px-4 py-3">
          <LanguageSwitch
            label={ui.language}
            current={ui.locale}
            languages={ui.languages}
            cookie={ui.localeCookie}
          />
          <ThemeSwitch label={ui.theme.label} words={ui.theme} />
        </div>
        <form action={signOut} className="p-1.5">
          <SubmitButton
            variant="quiet"
            size="sm"
            width="full"
            className="justify-start!"
            icon={<LogOut aria-hidden="true" />}
          >
            {t('signOut')}
          </SubmitButton>
        </form>
      </div>
    </AccountMenu>
  )
}

function PanelLink({ href, isCurrent, children }: { href: string; isCurrent: boolean; children: ReactNode }) {
  return (
    <Link
      href={href}
      aria-current={isCurrent ? 'true' : undefined}
      className="block truncate rounded-sm px-2.5 py-1.5 hover:bg-sunken aria-current:font-medium"
    >
      {children}
    </Link>
  )
}
