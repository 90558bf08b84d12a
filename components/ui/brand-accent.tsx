import { accentVariables } from './accent'

export interface BrandAccentProps {
  /** "#rrggbb"; anything else, null included, leaves the product's own accent. */
  color: string | null
}

/**
 * Gives the page the accent of a brand, in both themes. A style element on the root rather than inline on a wrapper,
 * because dialogs and toasts are drawn outside of any wrapper.
 */
export function BrandAccent({ color }: BrandAccentProps) {
  const accent = color === null ? null : accentVariables(color)
  if (accent === null) return null
  const css = `:root{${declare(accent.light)}}[data-theme="dark"]{${declare(accent.dark)}}`
  return (
    <style href={`accent-${color?.slice(1)}`} precedence="accent">
      {css}
    </style>
  )
}

function declare(variables: Record<string, string>): string {
  return Object.entries(variables)
    .map(([name, value]) => `${name}:${value}`)
    .join(';')
}
