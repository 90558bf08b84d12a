import type { Metadata } from 'next'
import type { ReactNode } from 'react'
import { Frame } from '@/components/dashboard/frame'
import { frameWords } from '@/components/dashboard/words'
import { LANGUAGES, LOCALE_COOKIE } from '../../locale'
import { messagesFor } from '../../messages'
import { signOut } from '../../signin/actions'
import { type DashboardParams, peekDashboard } from '../open'

type Props = { params: DashboardParams; children: ReactNode }

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const page = await peekDashboard(params)
  if (!page) return {}
  const { name } = page.owner
  return { title: { template: `%s · ${name}`, default: name } }
}

/** The frame of one owner's dashboard. */
export default async function OwnerLayout({ params, children }: Props) {
  const page = await peekDashboard(params)
  // The page itself answers who may not see this: with 404, or by way of the sign-in.
  if (!page) return children
  const { owner, base, api, words } = page
  const owners = await api.session.list()
  const { language, theme } = messagesFor(words.locale).ui
  return (
    <Frame
      owner={owner}
      owners={owners}
      base={base}
      t={frameWords(words.locale)}
      frozenAt={owner.clockAt && words.date(owner.clockAt, 'time')}
      ui={{ locale: words.locale, language, theme, languages: LANGUAGES, localeCookie: LOCALE_COOKIE }}
      signOut={signOut}
    >
      {children}
    </Frame>
  )
}
