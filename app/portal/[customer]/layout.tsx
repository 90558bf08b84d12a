import type { Metadata } from 'next'
import type { ReactNode } from 'react'
import { PortalHeader } from '@/components/customer/portal-header'
import { BrandAccent } from '@/components/ui/brand-accent'
import { Container } from '@/components/ui/container'
import { LANGUAGES, LOCALE_COOKIE } from '../../locale'
import { messagesFor } from '../../messages'
import { signOut } from '../../signin/actions'
import { type PortalParams, peekPage } from '../open'

type Props = { params: PortalParams; children: ReactNode }

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const page = await peekPage(params)
  if (!page) return {}
  const { name } = page.customer.brand
  return { title: { template: `%s · ${name}`, default: name } }
}

/** The frame of one customer's pages, in the brand of who bills it. */
export default async function CustomerLayout({ params, children }: Props) {
  const page = await peekPage(params)
  // The page itself answers who may not see this: with 404, or by way of the sign-in.
  if (!page) return children
  const { customer, base, portal, words } = page
  const [me, all] = await Promise.all([portal.session.get(), portal.customer.list()])
  const { language, theme } = messagesFor(words.locale).ui
  return (
    <div className="flex min-h-dvh flex-col">
      <BrandAccent color={customer.brand.accent} />
      <PortalHeader
        customer={customer}
        base={base}
        email={me.email ?? customer.email}
        customers={all}
        words={words}
        ui={{ language, theme, languages: LANGUAGES, localeCookie: LOCALE_COOKIE }}
        signOut={signOut}
      />
      <div className="flex-1">{children}</div>
      <footer className="border-t">
        <Container className="flex flex-wrap justify-between gap-x-6 gap-y-1 py-6 text-sm text-ink-3">
          <p>{words.t('footer.help', { email: customer.brand.email })}</p>
          <p>{words.t('footer.times', { zone: customer.timeZone })}</p>
        </Container>
      </footer>
    </div>
  )
}
