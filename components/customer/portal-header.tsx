import { LogOut } from 'lucide-react'
import Link from 'next/link'
import { Container } from '@/components/ui/container'
import { LanguageSwitch } from '@/components/ui/language-switch'
import { LinkTabs } from '@/components/ui/link-tabs'
import { SubmitButton } from '@/components/ui/submit-button'
import { ThemeSwitch } from '@/components/ui/theme-switch'
import type { Words } from '@/components/words'
import type { Customer, CustomerChoice } from '../portal/types'
import { AccountMenu } from './account-menu'
import { customerName, initials } from './name'
import { SignOutAll } from './sign-out-all'

export interface PortalHeaderProps {
  customer: Customer
  base: string
  /** Who is signed in. */
  email: string
  /** All the customers of who is signed in. */
  customers: readonly CustomerChoice[]
  words: Words
  ui: {
    language: string
    languages: readonly { code: string; name: string }[]
    localeCookie: string
    theme: { label: string; system: string; light: string; dark: string }
  }
  signOut: () => Promise<void>
}

/** Whose bill this is and by whom, the pages of it, and the person's own settings. */
export function PortalHeader(props: PortalHeaderProps) {
  const { customer, base, words } = props
  const { t } = words
  return (
    <header className="border-b bg-surface">
      <Container className="flex h-14 items-center gap-3">
        <Link href={base} className="flex min-h-8 min-w-0 items-center gap-2.5 rounded-md">
          <span
            aria-hidden="true"
            className="grid size-6 shrink-0 place-items-center rounded-md bg-accent text-xs font-bold text-accent-ink"
          >
            {customer.brand.name.slice(0, 1)}
          </span>
          <span className="truncate text-lg font-[620] tracking-[-0.012em]">{customer.brand.name}</span>
        </Link>
        <span className="text-ink-3 max-sm:hidden">{t('title')}</span>
        <div className="ml-auto min-w-0">
          <AccountMenu
            label={t('account.label', { email: props.email })}
            button={
              <>
                <span aria-hidden="true" className="min-w-0 truncate max-sm:hidden">
                  {customerName(customer)}
                </span>
                <span
                  aria-hidden="true"
                  className="grid size-7 shrink-0 place-items-center rounded-full border bg-sunken text-xs font-semibold text-ink-2"
                >
                  {initials(customerName(customer))}
                </span>
              </>
            }
          >
            <AccountPanel {...props} />
          </AccountMenu>
        </div>
      </Container>
      <Container>
        <LinkTabs
          label={t('nav.label')}
          tabs={[
            { href: base, label: t('nav.overview'), match: 'exact' },
            { href: `${base}/plans`, label: t('nav.plans') },
            { href: `${base}/payment-methods`, label: t('nav.methods') },
            { href: `${base}/invoices`, label: t('nav.invoices') },
            { href: `${base}/details`, label: t('nav.details') },
          ]}
        />
      </Container>
    </header>
  )
}

function AccountPanel({ customer, email, customers, words, ui, signOut }: PortalHeaderProps) {
  const { t } = words
  return (
    <div className="grid divide-y">
      <p className="px-4 py-3 text-sm wrap-break-word text-ink-2">{t('account.signedIn', { email })}</p>
      {customers.length > 1 && (
        <nav aria-label={t('account.customers')} className="max-h-60 overflow-y-auto p-1.5">
          {customers.map((each) => (
            <Link
              key={each.id}
              href={`/portal/${each.id}`}
              aria-current={each.id === customer.id ? 'true' : undefined}
              className="block rounded-sm px-2.5 py-1.5 hover:bg-sunken aria-current:font-medium"
            >
              <span className="block truncate">{customerName(each)}</span>
              <span className="block truncate text-sm font-normal text-ink-3">{each.brandName}</span>
            </Link>
          ))}
        </nav>
      )}
      <div className="flex items-center justify-between gap-3 px-4 py-3">
        <LanguageSwitch
          label={ui.language}
          current={words.locale}
          languages={ui.languages}
          cookie={ui.localeCookie}
        />
        <ThemeSwitch label={ui.theme.label} words={ui.theme} />
      </div>
      <div className="p-1.5">
        <form action={signOut}>
          <SubmitButton
            variant="quiet"
            size="sm"
            width="full"
            className="justify-start!"
            icon={<LogOut aria-hidden="true" />}
          >
            {t('account.signOut')}
          </SubmitButton>
        </form>
        <SignOutAll words={words.problems}>{t('account.signOutAll')}</SignOutAll>
      </div>
    </div>
  )
}
