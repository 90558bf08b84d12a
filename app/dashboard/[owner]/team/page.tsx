import { UserPlus } from 'lucide-react'
import type { Metadata } from 'next'
import { Said } from '@/components/portal/said'
import { type Member, MemberTable } from '@/components/team/member-table'
import { type TeamWords, teamWords } from '@/components/team/team-words'
import { ButtonLink } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { Main } from '@/components/ui/container'
import { Notice } from '@/components/ui/notice'
import { PageHeader } from '@/components/ui/page-header'
import { type DashboardParams, one, openDashboard, peekDashboard, required, type Search } from '../../open'

type Props = { params: DashboardParams; searchParams: Search }

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const page = await peekDashboard(params)
  return page ? { title: teamWords(page.words.locale)('title') } : {}
}

/** Who may open this dashboard, and as what. `?done=` says what has just been done. */
export default async function TeamPage({ params, searchParams }: Props) {
  const { api, base, key, words, isAdmin } = await openDashboard(params, '/team')
  const t = teamWords(words.locale)
  const members = await required(api.member.list(key))
  const search = await searchParams
  const said = sayDone(
    one(search.done),
    members.find(({ userId }) => userId === one(search.user)),
    t,
  )
  return (
    <Main>
      <PageHeader
        title={t('title')}
        description={t('lead')}
        actions={
          isAdmin && (
            <ButtonLink href={`${base}/team/invite`} variant="primary" icon={<UserPlus aria-hidden="true" />}>
              {t('inviteAction')}
            </ButtonLink>
          )
        }
      />
      {said && (
        <Said>
          <Notice tone="good" title={said.title} live="status">
            {said.text}
          </Notice>
        </Said>
      )}
      <Card
        padding="none"
        footer={
          <p className="flex flex-wrap items-center justify-between gap-3">
            <span>{isAdmin ? null : t('onlyAdmins')}</span>
            <ButtonLink href={`${base}/team/leave`} variant="quiet" size="sm">
              {t('leave')}
            </ButtonLink>
          </p>
        }
      >
        <MemberTable
          members={members}
          href={(member) => (isAdmin ? `${base}/team/${member.userId}` : null)}
          t={t}
          words={words}
        />
      </Card>
    </Main>
  )
}

/** From the team as it is now: an old link says nothing untrue. */
function sayDone(done: string | undefined, member: Member | undefined, t: TeamWords) {
  if (done === 'removed' && !member) return { title: t('done.removed'), text: t('done.removedText') }
  if (!member) return null
  const { email, role } = member
  if (done === 'invited' && member.isInvited)
    return { title: t('done.invited', { email }), text: t('done.invitedText') }
  if (done === 'changed')
    return { title: t('done.changed', { email, role: t(`roleName.${role}`) }), text: t('done.changedText') }
  return null
}
