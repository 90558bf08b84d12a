import { Link, Text } from '@react-pdf/renderer'
import type { ComponentProps } from 'react'
import { INK } from '../color'
import { BODY, DISPLAY, FIGURES, fontsFor, readable } from './fonts'

type TextStyle = Exclude<ComponentProps<typeof Text>['style'], readonly unknown[] | undefined>

/**
 * A run of text in the fonts that it needs, in its own direction, breaking only where its script may break.
 * `figures` sets digits of one width, for amounts that stand under each other.
 */
export function Words(props: {
  children: string
  style?: TextStyle
  display?: boolean
  figures?: boolean
  href?: string
}) {
  const text = breakable(readable(props.children).replace(EMOJI_BEFORE_EMOJI, '$1\u200a'))
  const style: TextStyle = {
    fontSize: 9,
    lineHeight: 1.45,
    color: INK,
    fontWeight: props.display ? 600 : 400,
    ...(props.figures ? { fontFeatureSettings: FIGURES } : {}),
    ...(isRightToLeft(text) ? { direction: 'rtl' as const, textAlign: 'left' as const } : {}),
    ...props.style,
    fontFamily: fontsFor(text, props.display ? DISPLAY : BODY),
  }
  const words = (
    <Text style={style} hyphenationCallback={breakWord} hyphenationPenalty={NEVER}>
      {text}
    </Text>
  )
  return props.href === undefined ? words : <Link src={props.href}>{words}</Link>
}

/** "Page 2 of 3", known only once all pages are laid out. */
export function PageNumber(props: { style: TextStyle; label: (page: string, pages: string) => string }) {
  return (
    <Text
      style={{ ...props.style, fontFamily: BODY, fontFeatureSettings: FIGURES }}
      render={({ pageNumber, totalPages }) => props.label(`${pageNumber}`, `${totalPages}`)}
    />
  )
}

/** What the line breaker takes as "not here": a word set in two fonts must not be hyphenated where they meet. */
const NEVER = 10_000

/** A word longer than this may be cut, or an address or a reference would run out of its column. */
const WORD_LENGTH_MAX = 24
const LONG_WORD = new RegExp(`\\S{${WORD_LENGTH_MAX + 1},}`, 'gu')

const UNSPACED = /[\p{scx=Han}\p{scx=Hiragana}\p{scx=Katakana}\p{scx=Thai}]/u
const MAY_NOT_START_LINE =
  /^[、。，．：；？！）〕］｝〉》」』】ー々ぁぃぅぇぉっゃゅょァィゥェォッャュョ…,.:;?!)\]}%”’]/u
const MAY_NOT_END_LINE = /[（〔［｛〈《「『【([{“‘]$/u

/** Marks where a line may end, for `breakWord`: the layout engine drops it from the text, whatever font it is in. */
const BREAK = '\u00ad'

/**
 * Scripts written without spaces break between any two signs, and words too long for a column are cut. The
 * line breaker prefers real spaces so much that one space early in an unspaced text would leave a short line;
 * a no-break space is a sign like the others.
 */
function breakable(text: string): string {
  if (UNSPACED.test(text)) return splitUnspaced(text.replaceAll(' ', '\u00a0')).join(BREAK)
  return text.replace(LONG_WORD, (word) => splitLong(word).join(BREAK))
}

/**
 * react-pdf starts a new fragment after each emoji, and where a fallback font runs across such a seam it takes the
 * first font instead. A hair of space between emoji keeps each in a run of its own.
 */
const EMOJI_BEFORE_EMOJI = /(\p{RI}{2}|\p{Extended_Pictographic})(?=\p{RI}|\p{Extended_Pictographic})/gu

/** The parts of a word between which a line may end; an empty part marks such a place without a hyphen. */
function breakWord(word: string): string[] {
  return word.split(BREAK).flatMap((part, at) => [...(at === 0 ? [] : ['']), ...(part === '' ? [] : [part])])
}

const graphemes = new Intl.Segmenter('und', { granularity: 'grapheme' })
const thaiWords = new Intl.Segmenter('th', { granularity: 'word' })

function splitUnspaced(text: string): string[] {
  const segmenter = /\p{Script=Thai}/u.test(text) ? thaiWords : graphemes
  const parts: string[] = []
  for (const { segment } of segmenter.segment(text)) {
    const before = parts.at(-1)
    if (before !== undefined && staysTogether(before, segment)) parts[parts.length - 1] = before + segment
    else parts.push(segment)
  }
  return parts
}

/** Latin words and numbers within such a text stay whole; punctuation stays with what it belongs to. */
function staysTogether(before: string, next: string): boolean {
  if (MAY_NOT_START_LINE.test(next) || MAY_NOT_END_LINE.test(before)) return true
  return !UNSPACED.test(before.slice(-1)) && !UNSPACED.test(next) && !before.endsWith('\u00a0')
}

function splitLong(word: string): string[] {
  return word
    .split(/(?<=[-_/.,@:;?&=+])/u)
    .flatMap((part) => part.match(new RegExp(`.{1,${WORD_LENGTH_MAX}}`, 'gsu')) ?? [])
}

/** The direction of the first letter that has one, as browsers do with `dir="auto"`. */
function isRightToLeft(text: string): boolean {
  const first = /\p{L}/u.exec(text)
  return first !== null && /[\p{Script=Arabic}\p{Script=Hebrew}]/u.test(first[0])
}
