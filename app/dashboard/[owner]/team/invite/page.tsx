import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { InviteForm } from '@/components/team/invite-form'
import { roleChoices } from '@/components/team/role-choices'
import { teamWords } from '@/components/team/team-words'
import { Card } from '@/components/ui/card'
import { Main } from '@/components/ui/container'
import { PageHeader } from '@/components/ui/page-header'
import { type DashboardParams, openDashboard, peekDashboard } from '../../../open'

type Props = { params: DashboardParams }

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const page = await peekDashboard(params)
  return page ? { title: teamWords(page.words.locale)('inviteTitle') } : {}
}

/** Somebody new in the team. */
export default async function InvitePage({ params }: Props) {
  const { base, key, words, isAdmin } = await openDashboard(params, '/team/invite')
  if (!isAdmin) notFound()
  const t = teamWords(words.locale)
  return (
    <Main width="narrow">
      <PageHeader
        title={t('inviteTitle')}
        description={t('inviteLead')}
        back={{ href: `${base}/team`, label: t('back') }}
      />
      <Card>
        <InviteForm
          ownerId={key.ownerId}
          locale={words.locale}
          roles={roleChoices(t)}
          teamHref={`${base}/team`}
          words={{
            ...words.problems,
            email: t('email'),
            emailHint: t('emailHint'),
            emailWrong: t('emailWrong'),
            emailTaken: t('emailTaken'),
            fix: t('fix'),
            chooseRole: t('chooseRole'),
            submit: t('inviteSubmit'),
            keep: t('back'),
          }}
        />
      </Card>
    </Main>
  )
}
