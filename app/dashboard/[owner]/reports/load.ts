import { cohortReport } from '@/components/report/cohorts'
import { lifetimeReport } from '@/components/report/lifetime'
import type { Report } from '@/components/report/model'
import { mrrReport } from '@/components/report/mrr'
import { productReport } from '@/components/report/products'
import { taxReport } from '@/components/report/tax'
import { presetMonths, type ReportName, type ReportView } from '@/components/report/view'
import { reportWords } from '@/components/report/words'
import { attempt, type DashboardPage, required } from '../../open'

export type Loaded = { report: Report; shown: { from: string; to: string }; isWrong: boolean }

/** A report as its address asks for it; with months that cannot be, as it is without any. */
export async function loadReport(page: DashboardPage, name: ReportName, view: ReportView): Promise<Loaded> {
  const { owner } = page
  const preset = presetMonths(name === 'tax' ? 'quarter' : '12m', owner.now, owner.timezone)
  const asked = { ...view, from: view.from ?? preset.from, to: view.to ?? preset.to }
  const answer = await attempt(make(page, name, asked))
  if ('value' in answer) return { ...answer.value, isWrong: false }
  const { from: _from, to: _to, ...without } = view
  return { ...(await required(make(page, name, { ...without, ...preset }))), isWrong: true }
}

async function make(
  page: DashboardPage,
  name: ReportName,
  view: ReportView,
): Promise<Omit<Loaded, 'isWrong'>> {
  const { api, key, base, words, owner } = page
  const making = { path: `${base}/reports`, view, words, t: reportWords(words.locale) }
  const { from, to, currency, brandId } = view
  const [revenue, documents] = [
    { ...key, from, to, currency },
    { ...key, from, to, brandId },
  ]
  const shown = { from: from ?? '', to: to ?? '' }
  switch (name) {
    case 'mrr':
      return { shown, report: mrrReport(await api.report.mrr(revenue), making) }
    case 'cohorts':
      return { shown, report: cohortReport(await api.report.cohorts(revenue), making) }
    case 'lifetime':
      return { shown, report: lifetimeReport(await api.report.lifetime(revenue), making) }
    case 'tax':
      return { shown, report: taxReport(await api.report.tax(documents), owner.defaultCurrency, making) }
    case 'products':
      return {
        shown,
        report: productReport(await api.report.products(documents), owner.defaultCurrency, making),
      }
  }
}
