import type { Metadata } from 'next'
import { redirect } from 'next/navigation'
import { SubmitButton } from '@/components/ui/submit-button'
import { HOME } from '../home'
import { signInWords } from '../words'
import { AutoSubmit } from './auto-submit'
import { LINK_FORM_ID } from './form-id'

export async function generateMetadata(): Promise<Metadata> {
  // The address of this page is a key: it must not travel on.
  return { title: (await signInWords()).t('link.title'), referrer: 'no-referrer' }
}

type Search = Promise<Record<string, string | string[] | undefined>>

/**
 * Where the link in the mail leads. It uses nothing up by itself, because mail scanners open links too: the
 * form does, sent by the page's script or by the person.
 */
export default async function SignInLinkPage({ searchParams }: { searchParams: Search }) {
  const { token, email, callbackUrl } = await searchParams
  if (typeof token !== 'string' || typeof email !== 'string') redirect('/signin?error=Verification')
  const { t } = await signInWords()
  return (
    <>
      <header className="grid gap-1">
        <h1 className="text-2xl font-semibold tracking-tight">{t('link.title')}</h1>
        <p className="break-words text-ink-2">{t('link.text', { email })}</p>
      </header>
      <form id={LINK_FORM_ID} method="get" action="/api/auth/callback/email">
        <input type="hidden" name="token" value={token} />
        <input type="hidden" name="email" value={email} />
        <input
          type="hidden"
          name="callbackUrl"
          value={typeof callbackUrl === 'string' ? callbackUrl : HOME}
        />
        <SubmitButton variant="primary" size="lg" width="full">
          {t('link.button')}
        </SubmitButton>
      </form>
      <AutoSubmit />
    </>
  )
}
