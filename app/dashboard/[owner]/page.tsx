import type { Metadata } from 'next'
import { frameWords } from '@/components/dashboard/words'
import { Main } from '@/components/ui/container'
import { PageHeader } from '@/components/ui/page-header'
import { type DashboardParams, openDashboard, peekDashboard } from '../open'

type Props = { params: DashboardParams }

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const page = await peekDashboard(params)
  return page ? { title: frameWords(page.words.locale)('nav.home') } : {}
}

/** What was earned, what is owed and what needs doing. */
export default async function DashboardHome({ params }: Props) {
  const { words } = await openDashboard(params)
  const t = frameWords(words.locale)
  return (
    <Main width="wide">
      <PageHeader title={t('nav.home')} />
    </Main>
  )
}
