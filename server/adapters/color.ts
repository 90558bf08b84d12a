/**
 * Colours of documents and mail. Owners choose any accent, so what is written on it or in it is chosen by
 * contrast (WCAG 2.2, relative luminance), never assumed.
 */
export const INK = '#1c1b18'
export const INK_2 = '#57534a'
export const INK_3 = '#767064'
export const LINE = '#e6e2da'
export const LINE_STRONG = '#d3cdc2'
export const PAPER = '#fbfaf7'
export const SUNKEN = '#f4f2ed'
export const GOOD = '#0b6b4d'
export const GOOD_SOFT = '#e3f1ea'
export const WARN = '#8a5a00'
export const WARN_SOFT = '#fbf0d9'
export const BAD = '#a8261c'
export const BAD_SOFT = '#fbe9e6'
export const FOLIO_ACCENT = '#0b6b4d'

/** The accent if it is a colour we can read (`#rrggbb`), Folio's own otherwise. */
export function accentOf(value: string | undefined): string {
  return value !== undefined && /^#[0-9a-f]{6}$/i.test(value) ? value.toLowerCase() : FOLIO_ACCENT
}

/** White or ink, whichever reads better on this colour. */
export function inkOn(background: string): string {
  return contrast(background, '#ffffff') >= contrast(background, INK) ? '#ffffff' : INK
}

/** The accent where it can be read as text on white (4.5:1), ink where it cannot. */
export function accentAsText(accent: string): string {
  return contrast(accent, '#ffffff') >= 4.5 ? accent : INK
}

function contrast(a: string, b: string): number {
  const [light = 0, dark = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x)
  return (light + 0.05) / (dark + 0.05)
}

function luminance(hex: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const channel = Number.parseInt(hex.slice(at, at + 2), 16) / 255
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}
