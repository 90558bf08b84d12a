import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { ReportFilters } from '@/components/report/filters'
import { ReportChart } from '@/components/report/report-chart'
import { ReportTable } from '@/components/report/report-table'
import { isReport, reportHref, reportView } from '@/components/report/view'
import { reportWords } from '@/components/report/words'
import { Card } from '@/components/ui/card'
import { Main } from '@/components/ui/container'
import { EmptyState } from '@/components/ui/empty-state'
import { Notice } from '@/components/ui/notice'
import { PageHeader } from '@/components/ui/page-header'
import { Stat } from '@/components/ui/stat'
import { one, openDashboard, peekDashboard, required, type Search } from '../../../open'
import { loadReport } from '../load'

type Props = { params: Promise<{ owner: string; name: string }>; searchParams: Search }

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const [page, { name }] = [await peekDashboard(params), await params]
  return page && isReport(name) ? { title: reportWords(page.words.locale)(`name.${name}`) } : {}
}

/** One report: its figures, its chart, and its table, in which each number leads to its rows. */
export default async function ReportPage({ params, searchParams }: Props) {
  const [{ name }, search] = [await params, await searchParams]
  const page = await openDashboard(params, `/reports/${name}`)
  if (!isReport(name)) notFound()
  const { base, words, owner, api, key } = page
  const t = reportWords(words.locale)
  const view = reportView((param) => one(search[param]))
  const [{ report, shown, isWrong }, brands] = await Promise.all([
    loadReport(page, name, view),
    name === 'tax' || name === 'products' ? required(api.brand.list(key)) : { rows: [] },
  ])
  const path = `${base}/reports/${name}`
  const title = t(`name.${name}`)
  const isEmpty = report.rows.every(({ cells }) => cells.every(({ href }) => href === undefined))
  return (
    <Main width="wide">
      <PageHeader
        title={title}
        description={t(`about.${name}`)}
        back={{ href: `${base}/reports`, label: t('title') }}
      />
      <ReportFilters
        {...{ name, path, view, shown, report, isWrong, t }}
        now={owner.now}
        timezone={owner.timezone}
        brands={brands.rows.map(({ id, name: brand }) => ({ id, name: brand }))}
      />
      {isEmpty ? (
        <Card>
          <EmptyState title={t('empty')}>{t('emptyText')}</EmptyState>
        </Card>
      ) : (
        <>
          {report.figures.length > 0 && (
            <div className="grid grid-cols-[repeat(auto-fit,minmax(9.5rem,1fr))] gap-x-6 gap-y-4">
              {report.figures.map((figure) => (
                <Stat key={figure.key} label={figure.label} value={figure.value} detail={figure.detail} />
              ))}
            </div>
          )}
          {report.note !== undefined && <Notice tone="info">{report.note}</Notice>}
          <ReportChart {...{ title, report, words, t }} />
          <Card padding="none">
            <ReportTable caption={title} report={report} />
          </Card>
          <p className="text-sm">
            {/* A file, not a page: the browser takes it as it is. */}
            <a href={reportHref(`${path}/csv`, view)} className="link-alone">
              {t('csv')}
            </a>
          </p>
        </>
      )}
    </Main>
  )
}
