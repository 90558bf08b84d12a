/** A decoded form value: what `a[b][0]=c` can express and nothing more. */
export type FormValue = string | FormValue[] | { [key: string]: FormValue }
export type Form = { [key: string]: FormValue }

type Tree = Map<string, string | Tree>

const DEPTH_MAX = 12

/**
 * Decodes `application/x-www-form-urlencoded` the way Stripe reads it: brackets nest, `[]` and `[0]` make
 * lists, everything stays a string. A later value of the same name replaces the earlier one.
 */
export function decodeForm(text: string): Form {
  const root: Tree = new Map()
  if (text === '') return {}
  for (const pair of text.split('&')) {
    if (pair === '') continue
    const cut = pair.indexOf('=')
    const name = unescapeText(cut < 0 ? pair : pair.slice(0, cut))
    plant(root, splitName(name), cut < 0 ? '' : unescapeText(pair.slice(cut + 1)))
  }
  return toForm(root)
}

/** One text per set of parameters, whatever their order: what an idempotency key is compared by. */
export function canonicalForm(value: FormValue): string {
  if (typeof value === 'string') return JSON.stringify(value)
  if (Array.isArray(value)) return `[${value.map(canonicalForm).join(',')}]`
  const keys = Object.keys(value).sort()
  return `{${keys.map((key) => `${JSON.stringify(key)}:${canonicalForm(value[key] ?? '')}`).join(',')}}`
}

function unescapeText(text: string): string {
  const spaced = text.replaceAll('+', ' ')
  if (!spaced.includes('%')) return spaced
  try {
    return decodeURIComponent(spaced)
  } catch {
    return spaced
  }
}

function splitName(name: string): string[] {
  const open = name.indexOf('[')
  if (open < 0) return [name]
  const parts = [name.slice(0, open)]
  for (const match of name.slice(open).matchAll(/\[([^\]]*)\]/g)) {
    if (parts.length < DEPTH_MAX) parts.push(match[1] ?? '')
  }
  return parts
}

function plant(tree: Tree, path: string[], value: string): void {
  let at = tree
  for (const [depth, raw] of path.entries()) {
    const key = raw === '' && depth > 0 ? String(at.size) : raw
    if (depth === path.length - 1) {
      at.set(key, value)
      return
    }
    const next = at.get(key)
    if (next instanceof Map) at = next
    else {
      const fresh: Tree = new Map()
      at.set(key, fresh)
      at = fresh
    }
  }
}

function toForm(tree: Tree): Form {
  const form: Form = Object.create(null)
  for (const [key, value] of tree) form[key] = typeof value === 'string' ? value : toValue(value)
  return form
}

function toValue(tree: Tree): FormValue {
  const keys = [...tree.keys()]
  if (!keys.every((key) => /^\d+$/.test(key))) return toForm(tree)
  return keys
    .sort((a, b) => Number(a) - Number(b))
    .map((key) => {
      const value = tree.get(key) ?? ''
      return typeof value === 'string' ? value : toValue(value)
    })
}
