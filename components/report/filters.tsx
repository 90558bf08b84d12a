import { ChevronDown } from 'lucide-react'
import { Button } from '@/components/ui/button'
import { TextField } from '@/components/ui/input'
import { Menu } from '@/components/ui/menu'
import { Segments } from '@/components/ui/segments'
import type { Report } from './model'
import { type Preset, presetMonths, type ReportName, type ReportView, reportHref } from './view'
import type { ReportWords } from './words'

const PRESETS: Record<ReportName, readonly Preset[]> = {
  mrr: ['12m', '24m', 'year', 'lastYear'],
  cohorts: ['12m', '24m', 'year', 'lastYear'],
  lifetime: ['12m', '24m', 'year', 'lastYear'],
  tax: ['month', 'lastMonth', 'quarter', 'lastQuarter', 'year', 'lastYear'],
  products: ['12m', 'quarter', 'year', 'lastYear'],
}

export interface ReportFiltersProps {
  name: ReportName
  path: string
  view: ReportView
  /** The months that are shown. */
  shown: { from: string; to: string }
  now: Date
  timezone: string
  report: Pick<Report, 'currency' | 'currencies'>
  brands: readonly { id: string; name: string }[]
  isWrong: boolean
  t: ReportWords
}

/** Which months, brand and currency: links and a plain form, so that each view has an address. */
export function ReportFilters(props: ReportFiltersProps) {
  const { name, path, view, shown, now, timezone, report, brands, isWrong, t } = props
  const brand = brands.find(({ id }) => id === view.brandId)
  return (
    <div className="flex flex-wrap items-end gap-x-4 gap-y-3">
      <Segments
        label={t('range.label')}
        items={PRESETS[name].map((preset) => {
          const months = presetMonths(preset, now, timezone)
          return {
            href: reportHref(path, { ...view, ...months }),
            label: t(`range.${preset}`),
            current: months.from === shown.from && months.to === shown.to,
          }
        })}
      />
      {name === 'cohorts' && (
        <Segments
          label={t('measure.label')}
          items={(['customers', 'revenue'] as const).map((measure) => ({
            href: reportHref(path, { ...view, measure }),
            label: t(`measure.${measure}`),
            current: measure === view.measure,
          }))}
        />
      )}
      {(name === 'tax' || name === 'products') && brands.length > 1 && (
        <Choice
          label={t('brand')}
          shown={brand?.name ?? t('allBrands')}
          items={[{ id: undefined, name: t('allBrands') }, ...brands].map((each) => ({
            href: reportHref(path, { ...view, brandId: each.id }),
            label: each.name,
            current: each.id === view.brandId,
          }))}
        />
      )}
      {report.currencies.length > 1 && (
        <Choice
          label={t('currency')}
          shown={report.currency}
          items={report.currencies.map((currency) => ({
            href: reportHref(path, { ...view, currency }),
            label: currency,
            current: currency === report.currency,
          }))}
        />
      )}
      <form action={path} method="get" className="flex flex-wrap items-end gap-2 sm:ml-auto">
        {Object.entries({ currency: view.currency, brand: view.brandId }).map(([field, value]) =>
          value ? <input key={field} type="hidden" name={field} value={value} /> : null,
        )}
        {view.measure === 'revenue' && <input type="hidden" name="measure" value="revenue" />}
        <TextField
          label={t('range.from')}
          name="from"
          type="month"
          placeholder="2026-01"
          defaultValue={view.from ?? shown.from}
          error={isWrong ? t('range.wrong') : undefined}
        />
        <TextField
          label={t('range.to')}
          name="to"
          type="month"
          placeholder="2026-12"
          defaultValue={view.to ?? shown.to}
        />
        <Button type="submit">{t('range.apply')}</Button>
      </form>
    </div>
  )
}

type ChoiceProps = {
  label: string
  shown: string
  items: { href: string; label: string; current: boolean }[]
}

function Choice({ label, shown, items }: ChoiceProps) {
  return (
    <Menu
      label={`${label}: ${shown}`}
      look={{ variant: 'plain' }}
      button={
        <>
          {shown}
          <ChevronDown aria-hidden="true" />
        </>
      }
      items={items.map((item) => ({ kind: 'link', ...item }))}
    />
  )
}
