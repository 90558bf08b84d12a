import type { ReactNode } from 'react'
import { ChartReader } from './chart-reader'
import { labelStep } from './chart-scale'
import { type ChartTone, FILL, STROKE, SWATCH } from './chart-tone'
import { cx } from './cx'
import { Table } from './table'

export type { ChartTone }

export type ChartPoint = {
  key: string
  /** On the axis: short ("12 Nov"). */
  label: string
  /** Where there is room: in the readout and in the table ("Thursday, 12 Nov 2026"). */
  detail?: string
}

export type ChartSeries = {
  key: string
  name: string
  tone: ChartTone
  /** Bars for up to about sixty points, a line for more. A line of the tone `chart-prev` is dashed. */
  kind: 'bar' | 'line'
  /** One per point; null leaves a gap. Below zero goes down. */
  values: readonly (number | null)[]
  /** The same as people read them, in the readout and in the table: an amount may be shown without its sign. */
  texts: readonly string[]
}

export interface ChartProps {
  /** What the chart shows ("Sales by day"). */
  label: string
  /** Read out with it: how to move through the points. */
  hint: string
  points: readonly ChartPoint[]
  series: readonly ChartSeries[]
  /** The marks of the scale, from the lowest to the highest (`niceTicks`), as text too. */
  ticks: readonly { value: number; text: string }[]
  /** Bars of one point beside one another, or on one another (above zero upwards, below downwards). */
  bars?: 'grouped' | 'stacked'
  /** Of the drawing, in px. */
  height?: number
  /** At the end of the legend's line: a link to the table, to a file. */
  aside?: ReactNode
}

const LABELS_MAX = 8

/**
 * Values over points, drawn on the server: axes with the texts they are given, bars and lines. The browser's part only
 * reads values out, under the pointer or by the arrow keys. `ChartTable` shows the same numbers as a table.
 */
export function Chart(props: ChartProps) {
  const { label, hint, points, series, ticks, height = 240, bars = 'grouped', aside } = props
  return (
    <figure className="m-0 grid min-w-0 gap-4">
      <figcaption className="sr-only">{label}</figcaption>
      <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-2">
        <ChartLegend series={series} />
        {aside}
      </div>
      <div className="grid min-w-0 grid-cols-[auto_minmax(0,1fr)] gap-x-2.5">
        <div
          aria-hidden="true"
          className="flex flex-col-reverse justify-between text-xs text-ink-3"
          style={{ height }}
        >
          {ticks.map((tick) => (
            <span key={tick.value} className="num flex h-0 items-center justify-end">
              {tick.text}
            </span>
          ))}
        </div>
        <div className="relative min-w-0" style={{ height }}>
          <Drawing {...{ points, series, ticks, height, bars }} />
          {points.length > 0 && (
            <ChartReader
              label={label}
              hint={hint}
              points={points.map(({ label: short, detail }) => detail ?? short)}
              series={series.map(({ key, name, tone, texts }) => ({ key, name, tone, texts }))}
            />
          )}
        </div>
        <div aria-hidden="true" className="col-start-2 mt-2">
          <Labels points={points} />
        </div>
      </div>
    </figure>
  )
}

/** What each colour stands for. */
export function ChartLegend({
  series,
}: {
  series: readonly Pick<ChartSeries, 'key' | 'name' | 'tone' | 'kind'>[]
}) {
  return (
    <ul className="flex flex-wrap gap-x-4 gap-y-1 text-xs text-ink-2">
      {series.map(({ key, name, tone, kind }) => (
        <li key={key} className="flex items-center gap-1.5">
          <Swatch tone={tone} kind={kind} />
          {name}
        </li>
      ))}
    </ul>
  )
}

export interface ChartTableProps extends Pick<ChartProps, 'points' | 'series'> {
  /** What it lists; read out first, not shown. */
  caption: string
  /** Above the points ("Day"). */
  pointHeader: string
}

/** The numbers of a chart as a table, in the order of its points. */
export function ChartTable({ caption, pointHeader, points, series }: ChartTableProps) {
  const rows = points.map((point, at) => ({ ...point, at }))
  return (
    <Table
      caption={caption}
      rows={rows}
      rowKey={(row) => row.key}
      columns={[
        { key: 'point', header: pointHeader, cell: (row) => row.detail ?? row.label, phone: 'title' },
        ...series.map(({ key, name, texts }, nth) => ({
          key,
          header: name,
          align: 'end' as const,
          phone: nth === 0 ? ('value' as const) : ('detail' as const),
          cell: (row: { at: number }) => (
            <>
              {nth > 0 && <span className="text-ink-3 sm:hidden">{name} </span>}
              {texts[row.at] ?? ''}
            </>
          ),
        })),
      ]}
    />
  )
}

type DrawingProps = Required<Pick<ChartProps, 'points' | 'series' | 'ticks' | 'height' | 'bars'>>

/** As wide as there is room: bars stand at shares of the width, lines are stretched to it without getting thicker. */
function Drawing({ points, series, ticks, height, bars }: DrawingProps) {
  const lines = series.filter(({ kind }) => kind === 'line')
  const scale = scaleOf(ticks, height)
  return (
    <svg aria-hidden="true" width="100%" height={height} className="block overflow-visible">
      {ticks.map(({ value }) => (
        <line
          key={value}
          x1="0"
          x2="100%"
          y1={scale(value)}
          y2={scale(value)}
          className={value === 0 ? 'stroke-line-strong' : 'stroke-line'}
        />
      ))}
      {points.map(({ key }, at) => (
        <Bars key={key} {...{ at, count: points.length, series, scale, bars }} />
      ))}
      {points.length > 0 && lines.length > 0 && (
        <svg
          width="100%"
          height={height}
          viewBox={`0 0 ${points.length} ${height}`}
          preserveAspectRatio="none"
          overflow="visible"
          role="presentation"
        >
          {lines.map((line) => (
            <path
              key={line.key}
              d={pathOf(line.values, scale)}
              fill="none"
              vectorEffect="non-scaling-stroke"
              strokeWidth={line.tone === 'chart-prev' ? 1.5 : 2}
              strokeDasharray={line.tone === 'chart-prev' ? '4 4' : undefined}
              strokeLinecap="round"
              strokeLinejoin="round"
              className={STROKE[line.tone]}
            />
          ))}
        </svg>
      )}
    </svg>
  )
}

function Swatch({ tone, kind }: Pick<ChartSeries, 'tone' | 'kind'>) {
  if (tone === 'chart-prev')
    return (
      <svg aria-hidden="true" width="14" height="2" className="overflow-visible">
        <line x1="0" x2="14" y1="1" y2="1" strokeWidth="2" strokeDasharray="4 3" className={STROKE[tone]} />
      </svg>
    )
  return (
    <span
      aria-hidden="true"
      className={cx(SWATCH[tone], kind === 'line' ? 'h-0.5 w-3.5 rounded-full' : 'size-2.5 rounded-[3px]')}
    />
  )
}

type Scale = (value: number) => number

function scaleOf(ticks: ChartProps['ticks'], height: number): Scale {
  const low = ticks[0]?.value ?? 0
  const high = ticks.at(-1)?.value ?? 0
  // A drawing goes down where values go up; two decimals are finer than any screen.
  return (value) => (high === low ? height : Math.round(((high - value) * height * 100) / (high - low)) / 100)
}

type BarsProps = {
  at: number
  count: number
  series: readonly ChartSeries[]
  scale: Scale
  bars: 'grouped' | 'stacked'
}

/** The share of its slot that a point's bars take. */
const FILLED = 0.72

function Bars({ at, count, series, scale, bars }: BarsProps) {
  const all = series.filter(({ kind }) => kind === 'bar')
  const width = (100 * FILLED) / count / (bars === 'grouped' ? all.length : 1)
  const left = (100 * (at + (1 - FILLED) / 2)) / count
  let above = 0
  let below = 0
  return all.map(({ key, tone, values }, nth) => {
    const value = values[at] ?? 0
    if (value === 0) return null
    const from = bars === 'grouped' ? 0 : value > 0 ? above : below
    if (value > 0) above += value
    else below += value
    const [top, bottom] = [scale(Math.max(from, from + value)), scale(Math.min(from, from + value))]
    // What is there is seen, however little it is beside the rest.
    const size = Math.max(bottom - top, 1.5)
    return (
      <rect
        key={key}
        x={percent(left + (bars === 'grouped' ? nth * width : 0))}
        width={percent(width)}
        y={value > 0 ? bottom - size : top}
        height={size}
        rx={count > 40 ? 1 : 2}
        className={FILL[tone]}
      />
    )
  })
}

const percent = (value: number): string => `${Math.round(value * 1000) / 1000}%`

/** Through the middle of each point's slot, with a gap where there is no value. */
function pathOf(values: readonly (number | null)[], scale: Scale): string {
  let isDrawing = false
  return values
    .map((value, at) => {
      const step =
        value === null ? '' : `${isDrawing ? 'L' : 'M'}${at + 0.5} ${scale(value)}${isDrawing ? '' : 'h0'}`
      isDrawing = value !== null
      return step
    })
    .join('')
}

function Labels({ points }: { points: readonly ChartPoint[] }) {
  const step = labelStep(points.length, LABELS_MAX)
  return (
    <div className="relative h-4.5 text-xs text-ink-3">
      {points.map(({ key, label }, at) => {
        if (at % step !== 0) return null
        const middle = (100 * (at + 0.5)) / points.length
        // The last one must not stand out of the drawing, nor of the window.
        const isLast = middle > 95
        return (
          <span
            key={key}
            style={isLast ? { right: 0 } : { left: percent(middle) }}
            className={cx(
              'num absolute top-0',
              !isLast && '-translate-x-1/2',
              (at / step) % 2 === 1 && points.length > 4 && 'max-sm:hidden',
            )}
          >
            {label}
          </span>
        )
      })}
    </div>
  )
}
