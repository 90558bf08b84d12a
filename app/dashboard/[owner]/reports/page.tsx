import { ChevronRight } from 'lucide-react'
import type { Metadata } from 'next'
import Link from 'next/link'
import { REPORTS } from '@/components/report/view'
import { reportWords } from '@/components/report/words'
import { Card } from '@/components/ui/card'
import { Main } from '@/components/ui/container'
import { PageHeader } from '@/components/ui/page-header'
import { type DashboardParams, openDashboard, peekDashboard } from '../../open'

type Props = { params: DashboardParams }

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const page = await peekDashboard(params)
  return page ? { title: reportWords(page.words.locale)('title') } : {}
}

/** Which reports there are. */
export default async function ReportsPage({ params }: Props) {
  const { base, words } = await openDashboard(params, '/reports')
  const t = reportWords(words.locale)
  return (
    <Main width="wide">
      <PageHeader title={t('title')} description={t('lead')} />
      <Card padding="none">
        <ul className="divide-y">
          {REPORTS.map((name) => (
            <li key={name} className="relative flex items-center gap-4 px-5 py-4 hover:bg-sunken max-sm:px-4">
              <div className="min-w-0 flex-1">
                <Link href={`${base}/reports/${name}`} className="font-medium after:absolute after:inset-0">
                  {t(`name.${name}`)}
                </Link>
                <p className="text-sm text-ink-2">{t(`about.${name}`)}</p>
              </div>
              <ChevronRight aria-hidden="true" className="size-4 shrink-0 text-ink-3" />
            </li>
          ))}
        </ul>
      </Card>
    </Main>
  )
}
