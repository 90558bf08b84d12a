import { CreditCard, Plug, ReceiptText } from 'lucide-react'
import type { Metadata } from 'next'
import { headers } from 'next/headers'
import Link from 'next/link'
import type { ReactNode } from 'react'
import { createTranslator } from 'use-intl/core'
import { ButtonLink } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { Container, Main } from '@/components/ui/container'
import { LanguageSwitch } from '@/components/ui/language-switch'
import { ThemeSwitch } from '@/components/ui/theme-switch'
import { currentActor } from '@/server/auth'
import { settings } from '@/server/env'
import { LANGUAGES, LOCALE_COOKIE, readLocale } from '../locale'
import { messagesFor } from '../messages'
import { HOME } from '../signin/home'

const words = async () => {
  const locale = await readLocale()
  const messages = messagesFor(locale)
  return { locale, ui: messages.ui, t: createTranslator({ locale, messages, namespace: 'site' }) }
}

type SiteWords = Awaited<ReturnType<typeof words>>

export async function generateMetadata(): Promise<Metadata> {
  return { title: { absolute: `Folio · ${(await words()).t('title')}` } }
}

/** What Folio is, the way in, and in the sandbox where to click. */
export default async function FrontPage() {
  const [{ t, ui, locale }, actor] = await Promise.all([words(), currentActor(await headers())])
  const isIn = actor.kind === 'user'
  return (
    <div className="flex min-h-dvh flex-col">
      <header className="border-b bg-surface">
        <Container className="flex h-14 items-center gap-3">
          <span className="flex items-center gap-2.5 text-lg font-[620] tracking-[-0.012em]">
            <span
              aria-hidden="true"
              className="grid size-6 place-items-center rounded-md bg-accent text-xs font-bold text-accent-ink"
            >
              F
            </span>
            Folio
          </span>
          <div className="ml-auto">
            <ButtonLink href={isIn ? HOME : '/signin'} prefetch={false}>
              {isIn ? t('portal') : t('signIn')}
            </ButtonLink>
          </div>
        </Container>
      </header>
      <Main className="flex-1 gap-12! pt-16! max-sm:pt-10!">
        <div className="grid max-w-170 gap-4">
          <h1 className="text-4xl font-semibold tracking-[-0.024em]">{t('title')}</h1>
          <p className="text-lg text-ink-2">{t('lead')}</p>
        </div>
        {settings().sandbox && <Sandbox t={t} />}
        <ul className="grid gap-8 sm:grid-cols-3">
          <Point icon={<CreditCard />} title={t('points.portal')}>
            {t('points.portalText')}
          </Point>
          <Point icon={<ReceiptText />} title={t('points.engine')}>
            {t('points.engineText')}
          </Point>
          <Point icon={<Plug />} title={t('points.api')}>
            {t('points.apiText')}
          </Point>
        </ul>
      </Main>
      <footer className="border-t">
        <Container className="flex flex-wrap items-center gap-3 py-6">
          <LanguageSwitch label={ui.language} current={locale} languages={LANGUAGES} cookie={LOCALE_COOKIE} />
          <ThemeSwitch
            label={ui.theme.label}
            words={{ system: ui.theme.system, light: ui.theme.light, dark: ui.theme.dark }}
          />
          <Link href="/docs/api" prefetch={false} className="link ml-auto">
            {t('reference')}
          </Link>
        </Container>
      </footer>
    </div>
  )
}

function Point({ icon, title, children }: { icon: ReactNode; title: string; children: ReactNode }) {
  return (
    <li className="grid content-start gap-1.5">
      <span aria-hidden="true" className="mb-1 text-accent [&>svg]:size-5">
        {icon}
      </span>
      <h2 className="font-semibold">{title}</h2>
      <p className="text-ink-2">{children}</p>
    </li>
  )
}

/** Stripe's test cards ("Testing", Stripe documentation) that show the four most telling outcomes. */
const CARDS = [
  ['4242 4242 4242 4242', 'ok'],
  ['4000 0027 6000 3184', 'secure'],
  ['4000 0000 0000 0002', 'declined'],
  ['4000 0000 0000 9995', 'funds'],
] as const

function Sandbox({ t }: Pick<SiteWords, 't'>) {
  return (
    <Card id="sandbox" title={t('sandbox.title')} description={t('sandbox.text')}>
      <div className="grid gap-x-10 gap-y-6 sm:grid-cols-2">
        <div className="grid content-start gap-5">
          <div className="grid justify-items-start gap-2.5">
            <p>{t('sandbox.demo')}</p>
            <ButtonLink href="/signin" variant="primary" prefetch={false}>
              {t('sandbox.demoAction')}
            </ButtonLink>
          </div>
          <p>
            {t('sandbox.mail')}{' '}
            <Link href="/sandbox/mail" prefetch={false} className="link">
              {t('sandbox.mailAction')}
            </Link>
          </p>
        </div>
        <div>
          <h3 className="text-sm font-medium text-ink-3">{t('sandbox.cards')}</h3>
          <dl className="mt-2 divide-y">
            {CARDS.map(([number, outcome]) => (
              <div key={number} className="flex flex-wrap justify-between gap-x-4 py-1.5">
                <dt className="num font-medium">{number}</dt>
                <dd className="text-ink-2">{t(`sandbox.card.${outcome}`)}</dd>
              </div>
            ))}
          </dl>
          <p className="mt-2 text-sm text-ink-3">{t('sandbox.anyDate')}</p>
        </div>
      </div>
    </Card>
  )
}
