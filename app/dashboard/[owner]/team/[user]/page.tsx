import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { AgainButton } from '@/components/team/again-button'
import { LeaveButton } from '@/components/team/leave-button'
import { roleChoices } from '@/components/team/role-choices'
import { RoleForm } from '@/components/team/role-form'
import { teamWords } from '@/components/team/team-words'
import { Card } from '@/components/ui/card'
import { Chip } from '@/components/ui/chip'
import { Main } from '@/components/ui/container'
import { Notice } from '@/components/ui/notice'
import { PageHeader } from '@/components/ui/page-header'
import { openDashboard, peekDashboard, required } from '../../../open'

type Props = { params: Promise<{ owner: string; user: string }> }

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const page = await peekDashboard(params)
  return page ? { title: teamWords(page.words.locale)('title') } : {}
}

/** One person of the team: another role, or out. */
export default async function MemberPage({ params }: Props) {
  const { user } = await params
  const { api, base, key, words, isAdmin } = await openDashboard(params, `/team/${user}`)
  if (!isAdmin) notFound()
  const member = await required(api.member.get({ ...key, userId: user }))
  const t = teamWords(words.locale)
  const { email } = member
  const teamHref = `${base}/team`
  const problems = { ...words.problems, lastAdmin: t(member.isSelf ? 'lastAdmin' : 'theLastAdmin') }
  return (
    <Main width="narrow">
      <PageHeader
        title={<span className="wrap-anywhere">{email}</span>}
        chip={member.isInvited && <Chip tone="warn">{t('invited')}</Chip>}
        back={{ href: teamHref, label: t('back') }}
      />
      <Card>
        <div className="grid gap-5">
          {member.isSelf && <Notice tone="warn">{t('selfDemote')}</Notice>}
          <RoleForm
            ownerId={key.ownerId}
            userId={user}
            role={member.role}
            roles={roleChoices(t)}
            teamHref={teamHref}
            words={{ ...problems, chooseRole: t('chooseRole'), save: t('saveRole') }}
          />
          {member.isInvited && (
            <AgainButton
              ownerId={key.ownerId}
              member={member}
              locale={words.locale}
              doneHref={`${teamHref}?done=invited&user=${user}`}
              words={words.problems}
            >
              {t('again')}
            </AgainButton>
          )}
        </div>
      </Card>
      {!member.isSelf && (
        <Card title={t('removeTitle', { email })} id="remove">
          <div className="grid gap-4">
            <p>{t('removeText')}</p>
            <div className="flex flex-wrap gap-2">
              <LeaveButton
                ownerId={key.ownerId}
                userId={user}
                doneHref={`${teamHref}?done=removed&user=${user}`}
                words={problems}
              >
                {t('remove')}
              </LeaveButton>
            </div>
          </div>
        </Card>
      )}
    </Main>
  )
}
