import type { CSSProperties } from 'react'
import { fill } from '@/components/dashboard/fill'
import { accentVariables } from '@/components/ui/accent'
import { Button } from '@/components/ui/button'
import { Chip } from '@/components/ui/chip'
import { contrast, parseHex } from '@/components/ui/contrast'
import type { BrandMessages } from './words'

export interface PortalPreviewProps {
  name: string
  accent: string
  words: BrandMessages['preview']
}

/** A piece of the portal by day and by night in a brand's accent, and whether the colour can be read. */
export function PortalPreview({ name, accent, words }: PortalPreviewProps) {
  const variables = accentVariables(accent)
  return (
    <section aria-label={words.title} className="grid gap-3">
      <h2 className="text-sm font-medium text-ink-3">{words.title}</h2>
      {variables === null ? (
        <p className="text-sm text-bad">{words.wrong}</p>
      ) : (
        <>
          <Sample name={name} theme="light" style={{ ...PAPER, ...variables.light }} words={words} />
          <Sample name={name} theme="dark" style={variables.dark} words={words} />
          <p className="text-sm text-ink-2" aria-live="polite">
            {verdict(accent, variables, words)}
          </p>
        </>
      )}
    </section>
  )
}

type SampleProps = {
  name: string
  theme: 'light' | 'dark'
  style: Record<string, string>
  words: BrandMessages['preview']
}

/** A picture: nothing in it can be pressed or focused. */
function Sample({ name, theme, style, words }: SampleProps) {
  return (
    <div
      data-theme={theme}
      style={style as CSSProperties}
      inert
      className="grid gap-4 rounded-lg border bg-paper p-4 text-ink"
    >
      <p className="flex items-center gap-2 font-[620]">
        <span
          aria-hidden="true"
          className="grid size-6 place-items-center rounded-md bg-accent text-xs font-bold text-accent-ink"
        >
          {name.slice(0, 1)}
        </span>
        {name}
      </p>
      <div className="grid gap-3 rounded-lg border bg-surface p-4">
        <p className="flex items-center justify-between gap-2">
          <span>
            <span className="block text-sm text-ink-3">{words.plan}</span>
            <span className="text-lg font-semibold">{words.planName}</span>
          </span>
          <Chip tone="accent">{words.active}</Chip>
        </p>
        <p className="flex flex-wrap items-center gap-3">
          <Button variant="primary" size="sm">
            {words.pay}
          </Button>
          <span className="link-alone text-sm">{words.change}</span>
        </p>
      </div>
    </div>
  )
}

function verdict(
  accent: string,
  variables: NonNullable<ReturnType<typeof accentVariables>>,
  words: BrandMessages['preview'],
): string {
  const [color, paper] = [parseHex(accent), parseHex(PAPER['--sunken'])]
  const found = color && paper ? contrast(color, paper) : 1
  const ratio = found.toFixed(1)
  const { '--accent': light = '' } = variables.light
  const { '--accent': dark = '' } = variables.dark
  return found >= TEXT_CONTRAST ? fill(words.good, { ratio }) : fill(words.adjusted, { ratio, light, dark })
}

/** WCAG 2.2, 1.4.3: text of normal size. */
const TEXT_CONTRAST = 4.5

/** The light theme's own tokens (app/globals.css), spelled out so that it can be shown inside the dark one. */
const PAPER = {
  colorScheme: 'light',
  '--paper': '#fbfaf7',
  '--surface': '#ffffff',
  '--sunken': '#f4f2ed',
  '--line': '#e6e2da',
  '--line-strong': '#d3cdc2',
  '--ink': '#1c1b18',
  '--ink-2': '#57534a',
  '--ink-3': '#6b665b',
}
