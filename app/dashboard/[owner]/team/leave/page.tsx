import type { Metadata } from 'next'
import { LeaveButton } from '@/components/team/leave-button'
import { teamWords } from '@/components/team/team-words'
import { ButtonLink } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { Main } from '@/components/ui/container'
import { PageHeader } from '@/components/ui/page-header'
import { type DashboardParams, openDashboard, peekDashboard } from '../../../open'

type Props = { params: DashboardParams }

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const page = await peekDashboard(params)
  return page ? { title: teamWords(page.words.locale)('leave') } : {}
}

/** Giving up one's own access. */
export default async function LeavePage({ params }: Props) {
  const { owner, base, key, words } = await openDashboard(params, '/team/leave')
  const t = teamWords(words.locale)
  const about = { owner: owner.name }
  return (
    <Main width="narrow">
      <PageHeader title={t('leaveTitle', about)} back={{ href: `${base}/team`, label: t('back') }} />
      <Card>
        <div className="grid gap-5">
          <p>{t('leaveText')}</p>
          <div className="flex flex-wrap gap-2">
            <LeaveButton
              ownerId={key.ownerId}
              doneHref="/dashboard"
              words={{ ...words.problems, lastAdmin: t('lastAdmin') }}
            >
              {t('leaveSubmit', about)}
            </LeaveButton>
            <ButtonLink href={`${base}/team`} width="phone">
              {t('keep')}
            </ButtonLink>
          </div>
        </div>
      </Card>
    </Main>
  )
}
