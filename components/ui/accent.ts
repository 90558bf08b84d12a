import { contrast, luminance, mix, parseHex, type Rgb, toHex } from './contrast'

/** The grounds that an accent must be readable on: the darkest light one and the lightest dark one. */
const LIGHT_GROUND: Rgb = [0xf4, 0xf2, 0xed]
const DARK_GROUND: Rgb = [0x24, 0x23, 0x1f]
const LIGHT_SURFACE: Rgb = [0xff, 0xff, 0xff]
const DARK_SURFACE: Rgb = [0x1b, 0x1a, 0x17]
const BLACK: Rgb = [0x10, 0x10, 0x10]
const WHITE: Rgb = [0xff, 0xff, 0xff]

/** WCAG 2.2, 1.4.3: text of normal size. */
const TEXT_CONTRAST = 4.5
const STEPS = 40

export interface AccentVariables {
  light: Record<string, string>
  dark: Record<string, string>
}

/**
 * The accent of a brand as the tokens of both themes. The colour is darkened on paper, and lightened in the dark, by
 * as little as makes it readable as text; what stands on it is black or white, whichever reads better.
 * Null when it is not a colour of the form "#rrggbb".
 */
export function accentVariables(color: string): AccentVariables | null {
  const rgb = parseHex(color)
  if (rgb === null) return null
  const soft = { light: LIGHT_SURFACE, dark: DARK_SURFACE }
  return {
    light: tokens(readable(rgb, LIGHT_GROUND, BLACK), soft.light),
    dark: tokens(readable(rgb, DARK_GROUND, WHITE), soft.dark),
  }
}

function tokens(accent: Rgb, surface: Rgb): Record<string, string> {
  return {
    '--accent': toHex(accent),
    '--accent-ink': toHex(contrast(accent, WHITE) >= contrast(accent, BLACK) ? WHITE : BLACK),
    '--accent-soft': toHex(softOf(accent, surface)),
    '--chart-1': toHex(accent),
  }
}

/** As much of the accent in the surface as leaves the accent readable on it: chips are set in the one on the other. */
function softOf(accent: Rgb, surface: Rgb): Rgb {
  const share = luminance(surface) > 0.5 ? 0.1 : 0.14
  // Tokens are whole numbers, so what is measured is what is written.
  const written = (color: Rgb): Rgb => parseHex(toHex(color)) ?? color
  for (let step = STEPS; step > 0; step--) {
    const candidate = mix(surface, accent, (share * step) / STEPS)
    if (contrast(written(accent), written(candidate)) >= TEXT_CONTRAST) return candidate
  }
  return surface
}

function readable(color: Rgb, ground: Rgb, towards: Rgb): Rgb {
  for (let step = 0; step < STEPS; step++) {
    const candidate = mix(color, towards, step / STEPS)
    if (contrast(candidate, ground) >= TEXT_CONTRAST) return candidate
  }
  return towards
}
