import type { Metadata, Viewport } from 'next'
import { headers } from 'next/headers'
import type { ReactNode } from 'react'
import { Ribbon } from '@/components/ui/ribbon'
import { SkipLink } from '@/components/ui/skip-link'
import { ThemeProvider } from '@/components/ui/theme-provider'
import { Toasts } from '@/components/ui/toasts'
import { settings } from '@/server/env'
import { latin } from './fonts'
import { readLocale } from './locale'
import { messagesFor } from './messages'
import './globals.css'

export const metadata: Metadata = {
  title: { default: 'Folio', template: '%s · Folio' },
  // Bills are nobody's search result.
  robots: { index: false, follow: false },
}

export const viewport: Viewport = {
  width: 'device-width',
  initialScale: 1,
  viewportFit: 'cover',
  themeColor: [
    { media: '(prefers-color-scheme: light)', color: '#fbfaf7' },
    { media: '(prefers-color-scheme: dark)', color: '#141311' },
  ],
}

export default async function RootLayout({ children }: { children: ReactNode }) {
  const locale = await readLocale()
  const { ui } = messagesFor(locale)
  // From server/main/listener.ts; without that server there is no policy either.
  const nonce = (await headers()).get('x-nonce') ?? undefined
  return (
    // The theme is set on <html> before React runs, so that nothing flashes; React must not take it for a mistake.
    <html lang={locale} className={latin.variable} suppressHydrationWarning>
      <body>
        <ThemeProvider nonce={nonce}>
          <SkipLink>{ui.skip}</SkipLink>
          {settings().sandbox && <Ribbon label={ui.sandboxLabel}>{ui.sandbox}</Ribbon>}
          {children}
          <Toasts label={ui.notifications} />
        </ThemeProvider>
      </body>
    </html>
  )
}
