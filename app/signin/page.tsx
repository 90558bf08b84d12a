import type { Metadata } from 'next'
import { headers } from 'next/headers'
import { Button, ButtonLink } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { Notice } from '@/components/ui/notice'
import { currentActor } from '@/server/auth'
import { signInChoices } from '@/server/auth/request'
import { signOut } from './actions'
import { DemoButtons } from './demo-buttons'
import { HOME } from './home'
import { LinkForm } from './link-form'
import { ProviderButtons } from './provider-buttons'
import { signInWords } from './words'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await signInWords()).t('title') }
}

type Search = Promise<Record<string, string | string[] | undefined>>

export default async function SignInPage({ searchParams }: { searchParams: Search }) {
  const { error, callbackUrl } = await searchParams
  const { t, errorText, errors } = await signInWords()
  const { brand, sandbox, providers } = await signInChoices()
  const target = typeof callbackUrl === 'string' ? callbackUrl : ''
  return (
    <>
      <header className="grid gap-1">
        <p className="text-sm font-medium text-ink-3">{brand}</p>
        <h1 className="text-2xl font-semibold tracking-tight">{t('title')}</h1>
        <p className="text-ink-2">{t('lead')}</p>
      </header>
      {typeof error === 'string' && (
        <Notice tone="warn" live="alert">
          {errorText(error)}
        </Notice>
      )}
      <AlreadyIn target={target} />
      <Card>
        <div className="grid gap-5">
          <LinkForm
            callbackUrl={target}
            words={{ email: t('email'), submit: t('submit'), hint: t('hint') }}
            errors={errors}
          />
          {providers.length > 0 && (
            <ProviderButtons
              callbackUrl={target}
              providers={providers}
              words={{ or: t('or'), github: t('github'), google: t('google') }}
            />
          )}
        </div>
      </Card>
      {sandbox && (
        <DemoButtons
          callbackUrl={target}
          words={{
            title: t('demo.title'),
            text: t('demo.text'),
            customer: t('demo.customer'),
            customerText: t('demo.customerText'),
            owner: t('demo.owner'),
            ownerText: t('demo.ownerText'),
          }}
        />
      )}
    </>
  )
}

/** Who is signed in already may go on, or make way for somebody else. */
async function AlreadyIn({ target }: { target: string }) {
  const actor = await currentActor(await headers())
  if (actor.kind !== 'user') return null
  const { t } = await signInWords()
  // A path of ours only: next-auth checks the forms' target, but nobody checks a link's.
  const safe = /^\/(?![/\\])/.test(target) ? target : HOME
  return (
    <div className="grid gap-3 rounded-lg bg-sunken px-4 py-3.5">
      <p className="break-words">{t('signedIn', { email: actor.email })}</p>
      <div className="flex gap-2">
        <ButtonLink href={safe} size="sm" prefetch={false}>
          {t('continue')}
        </ButtonLink>
        <form action={signOut}>
          <Button type="submit" variant="quiet" size="sm">
            {t('signOut')}
          </Button>
        </form>
      </div>
    </div>
  )
}
