import { ChevronDown } from 'lucide-react'
import { Button } from '@/components/ui/button'
import { TextField } from '@/components/ui/input'
import { Menu } from '@/components/ui/menu'
import { Segments } from '@/components/ui/segments'
import { HOME_RANGES } from '@/server/core/home-range'
import type { Home } from './types'
import { type HomeView, homeHref } from './view'
import type { HomeWords } from './words'

export interface FiltersProps {
  home: Pick<Home, 'brands' | 'currencies' | 'currency'>
  view: HomeView
  base: string
  t: HomeWords
}

/** Which range, and where there is a choice which brand and currency: links, so that each view has an address. */
export function Filters({ home, view, base, t }: FiltersProps) {
  const { brands, currencies, currency } = home
  const brand = brands.find(({ id }) => id === view.brandId)
  const current = { ...view, period: undefined }
  return (
    <>
      <Segments
        label={t('range.label')}
        items={HOME_RANGES.map((range) => ({
          href: homeHref(base, { ...current, range }),
          label: t(`range.${range}`),
          current: range === view.range,
        }))}
      />
      {brands.length > 1 && (
        <Choice
          label={t('brand.label')}
          shown={brand?.name ?? t('brand.all')}
          items={[{ id: null, name: t('brand.all') }, ...brands].map(({ id, name }) => ({
            href: homeHref(base, { ...view, brandId: id }),
            label: name,
            current: id === view.brandId,
          }))}
        />
      )}
      {currencies.length > 1 && (
        <Choice
          label={t('currency.label')}
          shown={currency}
          items={currencies.map((each) => ({
            href: homeHref(base, { ...view, currency: each }),
            label: each,
            current: each === currency,
          }))}
        />
      )}
    </>
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
      look={{ variant: 'plain', size: 'sm' }}
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

export interface CustomRangeProps {
  view: HomeView
  /** The days that are shown: what the fields hold until somebody types. */
  shown: { from: string; to: string } | null
  /** What is wrong with what was typed. */
  wrong: { from?: 'day' | 'range'; to?: 'day' | 'range' }
  base: string
  t: HomeWords
}

/** From which day to which, both included. A plain form: its answer is an address. */
export function CustomRange({ view, shown, wrong, base, t }: CustomRangeProps) {
  const error = (of: 'day' | 'range' | undefined) => of && t(`custom.${of}`)
  const kept = { brand: view.brandId, currency: view.currency, view: view.shows === 'table' ? 'table' : null }
  return (
    <form action={base} method="get" className="flex flex-wrap items-start gap-3">
      <input type="hidden" name="range" value="custom" />
      {Object.entries(kept).map(([name, value]) =>
        value ? <input key={name} type="hidden" name={name} value={value} /> : null,
      )}
      <TextField
        className="w-48"
        label={t('custom.from')}
        name="from"
        type="date"
        defaultValue={view.from ?? shown?.from}
        error={error(wrong.from)}
      />
      <TextField
        className="w-48"
        label={t('custom.to')}
        name="to"
        type="date"
        defaultValue={view.to ?? shown?.to}
        error={error(wrong.to)}
      />
      <Button type="submit" className="mt-6.5">
        {t('custom.apply')}
      </Button>
    </form>
  )
}
