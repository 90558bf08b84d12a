import type { Metadata } from 'next'
import { cookies } from 'next/headers'
import Link from 'next/link'
import { ButtonLink } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { signInChoices } from '@/server/auth/request'
import { EMAIL_COOKIE } from '../email-cookie'
import { signInWords } from '../words'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await signInWords()).t('check.title') }
}

/** The same for every address: whether it has an account is nobody's business. */
export default async function CheckMailPage() {
  const { t } = await signInWords()
  const { mailbox } = await signInChoices()
  const email = (await cookies()).get(EMAIL_COOKIE)?.value
  return (
    <>
      <header className="grid gap-1">
        <h1 className="text-2xl font-semibold tracking-tight">{t('check.title')}</h1>
        <p className="text-ink-2">
          {email === undefined
            ? t('check.sent')
            : t.rich('check.sentTo', {
                email: () => <strong className="font-medium break-words text-ink">{email}</strong>,
              })}
        </p>
      </header>
      <Card>
        <div className="grid gap-4">
          <p>{t('check.life')}</p>
          <p className="text-ink-2">{t('check.spam')}</p>
          {mailbox && (
            <ButtonLink href="/sandbox/mail" variant="primary" size="lg" width="full" prefetch={false}>
              {t('check.mailbox')}
            </ButtonLink>
          )}
        </div>
      </Card>
      <p className="text-sm">
        <Link href="/signin" className="link">
          {t('check.other')}
        </Link>
      </p>
    </>
  )
}
