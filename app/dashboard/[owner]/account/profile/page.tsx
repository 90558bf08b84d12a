import type { Metadata } from 'next'
import { baseFormWords } from '@/components/dashboard/form-words'
import { ProfileForm } from '@/components/owner-account/profile-form'
import { ownerAccountMessages, ownerAccountWords } from '@/components/owner-account/words'
import { teamWords } from '@/components/team/team-words'
import { Card } from '@/components/ui/card'
import { Main } from '@/components/ui/container'
import { Notice } from '@/components/ui/notice'
import { PageHeader } from '@/components/ui/page-header'
import { type DashboardParams, openDashboard, peekDashboard, required } from '../../../open'

type Props = { params: DashboardParams }

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const page = await peekDashboard(params)
  return page ? { title: ownerAccountWords(page.words.locale)('profile') } : {}
}

/** Names, address and how the books are shown. */
export default async function ProfilePage({ params }: Props) {
  const { api, base, key, isAdmin, words } = await openDashboard(params, '/account/profile')
  const profile = await required(api.account.profile(key))
  const { locale } = words
  const t = ownerAccountWords(locale)
  const { form } = ownerAccountMessages(locale)
  const common = baseFormWords(words, form.errors)
  const names = new Intl.DisplayNames(locale, { type: 'currency' })
  return (
    <Main width="narrow">
      <PageHeader
        title={t('profile')}
        description={t('profileLead')}
        back={{ href: `${base}/account`, label: t('title') }}
      />
      {!isAdmin && <Notice>{teamWords(locale)('profileAdmins')}</Notice>}
      <Card>
        <fieldset disabled={!isAdmin} className="min-w-0">
          <ProfileForm
            ownerId={key.ownerId}
            profile={profile}
            currencies={Intl.supportedValuesOf('currency').map((value) => ({
              value,
              label: `${value} – ${names.of(value) ?? value}`,
            }))}
            timezones={Intl.supportedValuesOf('timeZone')}
            href={`${base}/account`}
            words={{ ...common, problem: { ...common.problem, conflict: form.taken }, form }}
          />
        </fieldset>
      </Card>
    </Main>
  )
}
