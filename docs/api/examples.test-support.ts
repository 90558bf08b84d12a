/** One command of a documentation page and the answer that the page prints under it; null when it prints none. */
export type Example = { command: string; answer: Answer | null }

/** `status` is the one behind the fence's language (`json 404`), 200 when there is none. */
export type Answer = { language: 'json' | 'text'; status: string; body: string }

/** A page's `sh` blocks in their order, each with the `json` or `text` block that stands next after it. */
export function examplesIn(markdown: string): Example[] {
  const examples: Example[] = []
  for (const [, info = '', body = ''] of markdown.matchAll(/^```(.*)\n([\s\S]*?)^```$/gm)) {
    const [language, status = '200'] = info.split(' ')
    const last = examples.at(-1)
    if (language === 'sh') examples.push({ command: body, answer: null })
    else if ((language === 'json' || language === 'text') && last && last.answer === null)
      last.answer = { language, status, body: body.trim() }
  }
  return examples
}

/**
 * Both sides of a comparison, made comparable: what differs from run to run (ids, secrets, instants, years) is
 * replaced by what kind of thing it is, and where the page leaves fields out (`"…": "…"`) they are left out of
 * the answer too. Amounts, states, names and sentences stay as they are.
 */
export function likeDocumented(answer: Answer | null, actual: { status: string; output: string }) {
  if (answer === null) return { documented: 'anything', actual: 'anything' }
  if (answer.language === 'text') return { documented: answer.body, actual: actual.output }
  const documented: unknown = JSON.parse(answer.body)
  return {
    documented: { status: answer.status, body: kinds(documented) },
    actual: { status: actual.status, body: kinds(onlyShown(documented, parseOr(actual.output))) },
  }
}

const LEFT_OUT = '…'

/** The answer without what the page leaves out. */
function onlyShown(documented: unknown, actual: unknown): unknown {
  if (Array.isArray(documented) && Array.isArray(actual)) {
    const whole = documented.at(-1) !== LEFT_OUT
    const shown = whole ? actual : [...actual.slice(0, documented.length - 1), LEFT_OUT]
    return shown.map((item, position) => onlyShown(documented[position], item))
  }
  if (!isRecord(documented) || !isRecord(actual)) return actual
  const hasMore = LEFT_OUT in documented
  const names = Object.keys(actual).filter((name) => !hasMore || name in documented)
  const shown = names.map((name) => [name, onlyShown(documented[name], actual[name])])
  return Object.fromEntries(hasMore ? [...shown, [LEFT_OUT, LEFT_OUT]] : shown)
}

const KINDS: [RegExp, string][] = [
  [/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/g, '<instant>'],
  [/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, '<uuid>'],
  [/\b[0-9a-f]{24}\b/g, '<bucket>'],
  [/\b(pm|pi|ch|py|cus|seti|mandate|folio_at|folio_rt)_(?!method|required)[\w-]+/g, '<$1>'],
  [/http:\/\/127\.0\.0\.1:\d+/g, '<sandbox>'],
  [/^[A-Z0-9]{16}$/g, '<mandate reference>'],
  [/^1\d{9}$/g, '<unix time>'],
  [/\bNW(-R)?-\d{4}-\d+\b/g, '<NW$1 number>'],
]
const UNIX_MIN = 1_000_000_000

function kinds(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(kinds)
  if (isRecord(value))
    return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, kinds(part)]))
  if (typeof value === 'string')
    return KINDS.reduce((text, [pattern, kind]) => text.replaceAll(pattern, kind), value)
  if (typeof value !== 'number') return value
  if (value > UNIX_MIN) return '<unix time>'
  return value >= 2020 && value < 2100 ? '<year>' : value
}

function parseOr(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
