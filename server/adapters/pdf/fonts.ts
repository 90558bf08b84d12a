import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Font } from '@react-pdf/renderer'
import subsetFont from 'subset-font'

/**
 * Fonts for documents. Inter sets Latin, Cyrillic, Greek and Vietnamese; other scripts come from Noto Sans and
 * Vazirmatn, whose npm packages hold them in small WOFF2 slices. react-pdf reads neither WOFF2 nor variable fonts, so a slice is
 * turned into plain TrueType the first time a text needs it, and is then kept for the life of the process.
 */

/** Body text in 400, 500 and 600; `Inter Display` in 600 for large figures and headings. */
export const BODY = 'Inter'
export const DISPLAY = 'Inter Display'

/** Digits of one width, for amounts that stand in columns. */
export const FIGURES = ['tnum']

/** Loads what these texts need; afterwards `fontsFor` and `readable` answer for them without waiting. */
export async function loadFontsFor(texts: Iterable<string>): Promise<void> {
  await loadInter()
  const foreign = [...texts].filter(needsMoreThanInter)
  if (foreign.length === 0) return
  await loadIndex()
  // A slice may lack a sign that its package lists for it; then the next round asks the next script.
  for (let round = 0; round < SCRIPTS.length; round += 1) {
    const wanted = foreign
      .flatMap((text) => pickSlices(readable(text)))
      .filter((s) => !registered.has(s.family))
    if (wanted.length === 0) return
    await Promise.all(wanted.map(registerSlice))
  }
}

/** The families for one text, most wanted first. Han characters follow the language the text shows itself to be in. */
export function fontsFor(text: string, first: string = BODY): string[] {
  const families = needsMoreThanInter(text) ? pickSlices(text).map((slice) => slice.family) : []
  return [first, ...(first === BODY ? [] : [BODY]), ...families.filter((family) => registered.has(family))]
}

/**
 * The text as it can be printed: composed, without control characters and invisible direction marks (which can
 * make a name read as another one), and with a visible replacement for signs that no font here has.
 */
export function readable(text: string): string {
  const clean = text
    .normalize('NFC')
    .replace(/\t/g, ' ')
    .replace(UNPRINTABLE, '')
    .replace(SARA_AM, '\u0e4d$1\u0e32')
  if (!needsMoreThanInter(clean)) return clean
  const order = preferenceOf(clean)
  return [...clean].map((char) => (interHas(char) || sliceOf(char, order) ? char : MISSING)).join('')
}

type Script = (typeof SCRIPTS)[number]
type Slice = { family: string; script: Script; key: string }

const SCRIPTS = ['arabic', 'hebrew', 'thai', 'devanagari', 'sc', 'tc', 'jp', 'kr', 'emoji'] as const

const HAN_ORDER = {
  chinese: ['sc', 'tc', 'jp', 'kr'],
  japanese: ['jp', 'sc', 'tc', 'kr'],
  korean: ['kr', 'tc', 'jp', 'sc'],
} as const satisfies Record<string, Script[]>

/** Controls except line feed, lone surrogates, marks of direction and hyphenation, joiners and variants of emoji. */
const UNPRINTABLE =
  /[^\P{Cc}\n]|\p{Cs}|[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]|\p{Variation_Selector}|\p{Emoji_Modifier}|[\u{e0000}-\u{e007f}]|(?<=\p{Extended_Pictographic}\p{Variation_Selector}?\p{Emoji_Modifier}?)\u200d/gu

/** An empty square, as readers know it from screens. */
const MISSING = '\u25a1'

/** Thai "am" is one sign but two glyphs, and the layout engine then drops the line's last one: written as two signs. */
const SARA_AM = /([\u0e48-\u0e4b]?)\u0e33/g

const WEIGHTS = [400, 500, 600] as const

const INTER_FILES = [
  { family: BODY, fontWeight: 400, file: 'web/Inter-Regular.woff2' },
  { family: BODY, fontWeight: 500, file: 'web/Inter-Medium.woff2' },
  { family: BODY, fontWeight: 600, file: 'web/Inter-SemiBold.woff2' },
  { family: DISPLAY, fontWeight: 600, file: 'display/InterDisplay-SemiBold.woff2' },
] as const

const registered = new Map<string, Promise<void>>()
const index = new Map<Script, Map<number, Slice>>()
let indexLoaded: Promise<void> | undefined
let interLoaded: Promise<void> | undefined
let interHas: (char: string) => boolean = () => true

function loadInter(): Promise<void> {
  interLoaded ??= (async () => {
    for (const { family, fontWeight, file } of INTER_FILES) {
      const src = await trueType(join(packageDir('inter-ui'), file), {})
      await register(family, fontWeight, src)
    }
    const inter = Font.getFont({ fontFamily: BODY, fontWeight: 400 })?.data
    const known = new Map<string, boolean>()
    interHas = (char) => {
      const has = known.get(char) ?? inter?.hasGlyphForCodePoint(char.codePointAt(0) ?? 0) === true
      known.set(char, has)
      return has
    }
  })()
  return interLoaded
}

/** Line feeds break lines and have no glyph. */
function needsMoreThanInter(text: string): boolean {
  for (const char of text) if (char !== '\n' && !interHas(char)) return true
  return false
}

/** Each package says in `unicode.json` which characters each of its slices holds. */
function loadIndex(): Promise<void> {
  indexLoaded ??= (async () => {
    for (const script of SCRIPTS) {
      const path = join(packageDir(fontPackage(script)), 'unicode.json')
      const listed = JSON.parse(await readFile(path, 'utf8')) as Record<string, string>
      index.set(script, indexOf(script, listed))
    }
  })()
  return indexLoaded
}

function pickSlices(text: string): Slice[] {
  const order = preferenceOf(text)
  const picked = new Map<string, Slice>()
  for (const char of text) {
    if (char === '\n' || interHas(char)) continue
    const slice = sliceOf(char, order)
    if (slice) picked.set(slice.family, slice)
  }
  return [...picked.values()]
}

function preferenceOf(text: string): Script[] {
  const han = /[\p{scx=Hiragana}\p{scx=Katakana}]/u.test(text.replace(/[\u3000-\u303f\u30fb\u30fc]/g, ''))
    ? HAN_ORDER.japanese
    : /\p{Script=Hangul}/u.test(text)
      ? HAN_ORDER.korean
      : HAN_ORDER.chinese
  return ['arabic', 'hebrew', 'thai', 'devanagari', 'emoji', ...han]
}

function sliceOf(char: string, order: Script[]): Slice | undefined {
  const codePoint = char.codePointAt(0) ?? 0
  for (const script of order) {
    const slice = index.get(script)?.get(codePoint)
    if (slice && !isKnownToLack(slice, codePoint)) return slice
  }
  return undefined
}

function isKnownToLack(slice: Slice, codePoint: number): boolean {
  if (!registered.has(slice.family)) return false
  const font = Font.getFont({ fontFamily: slice.family, fontWeight: WEIGHTS[0] })?.data
  return font ? !font.hasGlyphForCodePoint(codePoint) : false
}

function indexOf(script: Script, listed: Record<string, string>): Map<number, Slice> {
  const found = new Map<number, Slice>()
  for (const [name, ranges] of Object.entries(listed)) {
    if (name !== script && !name.startsWith('[')) continue
    const key = name.replace(/[[\]]/g, '')
    const slice = { family: `Noto ${script} ${key}`, script, key }
    for (const [low, high] of parseRanges(ranges))
      for (let codePoint = low; codePoint <= high; codePoint += 1) found.set(codePoint, slice)
  }
  return found
}

/** Reads "U+0600-06FF,U+204F". */
function parseRanges(text: string): [number, number][] {
  return text.split(',').map((range) => {
    const [low = '', high = low] = range.trim().replace(/^U\+/i, '').split('-')
    return [Number.parseInt(low, 16), Number.parseInt(high, 16)]
  })
}

function registerSlice(slice: Slice): Promise<void> {
  const known = registered.get(slice.family)
  if (known) return known
  const loading = (async () => {
    const file = join(
      packageDir(fontPackage(slice.script)),
      'files',
      `${fontName(slice.script)}-${slice.key}-wght-normal.woff2`,
    )
    for (const fontWeight of WEIGHTS)
      await register(slice.family, fontWeight, await trueType(file, { wght: fontWeight }))
  })()
  registered.set(slice.family, loading)
  return loading
}

/**
 * fontkit keeps one object per glyph, with the text it stood for when it was first met; a dot met first as a part
 * of ":" stands for nothing, and then both the layout and copying from the PDF lose it. So each is met here first,
 * in the order of Unicode, which also makes a document independent of those printed before it.
 */
async function register(family: string, fontWeight: number, src: string): Promise<void> {
  Font.register({ family, fonts: [{ src, fontWeight }] })
  await Font.load({ fontFamily: family, fontWeight })
  const font = Font.getFont({ fontFamily: family, fontWeight })?.data
  if (!font) return
  const found: number[] = font.characterSet
  const signs = found
    .filter((sign) => !isShape(sign))
    .map((sign) => ({ sign, rank: rank(sign) }))
    .sort((a, b) => a.rank - b.rank)
    .map(({ sign }) => sign)
  for (const sign of signs) font.glyphForCodePoint(sign)
  font.layout(
    signs
      .filter(isInFigures)
      .map((sign) => String.fromCodePoint(sign))
      .join(' '),
    FIGURES,
  )
}

/** What may stand in an amount, a date or a rate: Latin letters, digits, and the signs of currencies. */
const isInFigures = (codePoint: number): boolean =>
  codePoint < 0x180 || (codePoint >= 0x2000 && codePoint <= 0x20c0) || codePoint === 0x2212

/** Code points that name a shape and not a sign: fonts list alternates in the private use area, and Arabic forms. */
const isShape = (codePoint: number): boolean =>
  (codePoint >= 0xe000 && codePoint <= 0xf8ff) || (codePoint >= 0xfb50 && codePoint <= 0xfeff)

/** Where signs share a glyph, copying gives the plain one: compatibility forms and phonetic signs are met last. */
const rank = (codePoint: number): number => {
  const sign = String.fromCodePoint(codePoint)
  const rare =
    sign.normalize('NFKC') !== sign || codePoint === 0x2027 || (codePoint >= 0x250 && codePoint <= 0x2ff)
  return rare ? codePoint + 0x110000 : codePoint
}

/** The font as a data URL of plain TrueType, with its variation axes pinned. */
async function trueType(path: string, variationAxes: Record<string, number>): Promise<string> {
  const options = { targetFormat: 'truetype', keepAllGlyphs: true, variationAxes } as const
  const font = await subsetFont(await readFile(path), '', options)
  alignToInter(font)
  return `data:font/ttf;base64,${font.toString('base64')}`
}

/**
 * Gives a font Inter's height above and below the base line, so that lines keep their distance and rows their
 * base line whichever script a name is in. The numbers stand in the `hhea` table (OpenType, "hhea").
 */
function alignToInter(font: Buffer): void {
  const tables = font.readUInt16BE(4)
  const offsetOf = (tag: string) => {
    for (let at = 12; at < 12 + tables * 16; at += 16)
      if (font.toString('latin1', at, at + 4) === tag) return font.readUInt32BE(at + 8)
    throw new Error(`The font has no ${tag} table`)
  }
  const unitsPerEm = font.readUInt16BE(offsetOf('head') + 18)
  const hhea = offsetOf('hhea')
  font.writeInt16BE(Math.round((unitsPerEm * 1984) / 2048), hhea + 4)
  font.writeInt16BE(Math.round((unitsPerEm * -494) / 2048), hhea + 6)
  font.writeInt16BE(0, hhea + 8)
}

/**
 * Arabic is set in Vazirmatn: Noto's Arabic letters are put together from a body and loose dots, and the layout
 * engine loses the dots' places when it turns the line around.
 */
const fontName = (script: Script): string =>
  script === 'arabic' ? 'vazirmatn' : script === 'emoji' ? 'noto-emoji' : `noto-sans-${script}`

const fontPackage = (script: Script): string => `@fontsource-variable/${fontName(script)}`

/** Found from the working directory, so that a bundler that moves this file does not move the fonts. */
const packageDir = (name: string): string => join(process.cwd(), 'node_modules', name)
