import type { Metadata } from 'next'
import Link from 'next/link'
import { redirect } from 'next/navigation'
import { frameWords } from '@/components/dashboard/words'
import { ButtonLink } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { Main } from '@/components/ui/container'
import { EmptyState } from '@/components/ui/empty-state'
import { PageHeader } from '@/components/ui/page-header'
import { readLocale } from '../locale'
import { signIn } from '../portal/open'
import { attempt, caller } from './open'

export async function generateMetadata(): Promise<Metadata> {
  return { title: frameWords(await readLocale())('title') }
}

/** Which owner: the only one at once, else a choice. */
export default async function DashboardIndex() {
  const { owner, portal } = await caller()
  const [answer, locale] = await Promise.all([attempt(owner.session.list()), readLocale()])
  if ('refusal' in answer) signIn('/dashboard')
  const owners = answer.value
  const [only] = owners
  if (only && owners.length === 1) redirect(`/dashboard/${only.id}`)
  const t = frameWords(locale)
  if (!only) {
    const { email } = await portal.session.get()
    return (
      <Main width="narrow">
        <EmptyState
          title={<h1>{t('nobody', { email: email ?? '' })}</h1>}
          action={<ButtonLink href="/signin">{t('other')}</ButtonLink>}
        >
          {t('nobodyText')}
        </EmptyState>
      </Main>
    )
  }
  return (
    <Main width="narrow">
      <PageHeader title={t('choose')} />
      <Card padding="none">
        <ul className="divide-y">
          {owners.map((each) => (
            <li key={each.id}>
              <Link href={`/dashboard/${each.id}`} className="block px-5 py-3.5 hover:bg-sunken">
                <span className="block font-medium">{each.name}</span>
                <span className="block text-sm text-ink-3">
                  {each.isHouse ? t('house') : t(`role.${each.role}`)}
                </span>
              </Link>
            </li>
          ))}
        </ul>
      </Card>
    </Main>
  )
}
