import type { Form } from './form'
import { list, type Params, readParams, type Shape, text } from './param'
import type { Unit } from './unit'

export type KeyKind = 'secret' | 'publishable'

export type Call<P> = {
  unit: Unit
  /** The API version that the caller speaks, such as `2026-10-28.endive`. */
  version: string
  params: P
  /** A part of the path by its name in the route. */
  path(name: string): string
  key: KeyKind
}

/** Who calls, and what the path of the call names. */
export type Caller = { path: Record<string, string>; key: KeyKind; version: string }

export type Route = {
  method: string
  pattern: string
  segments: readonly string[]
  /** A publishable key may call it, as Stripe.js does. */
  isPublic: boolean
  /** Runs on the platform's own objects, whatever `Stripe-Account` says. */
  isRoot: boolean
  run(unit: Unit, form: Form, caller: Caller): Promise<{ body: object; expand: string[] }>
}

/** Declares one operation: its parameters are read and checked before `run` sees them; `expand` is accepted everywhere. */
export function route<S extends Shape>(
  method: string,
  pattern: string,
  shape: S,
  run: (call: Call<Params<S>>) => Promise<object> | object,
  { isPublic = false, isRoot = false }: { isPublic?: boolean; isRoot?: boolean } = {},
): Route {
  const full = { ...shape, expand: list(text()) }
  return {
    method,
    pattern,
    segments: pattern.split('/').slice(1),
    isPublic,
    isRoot,
    async run(unit, form, { path, key, version }) {
      const params = readParams(full, form)
      const at = (name: string) => path[name] ?? ''
      const body = await run({ unit, params: params as Params<S>, path: at, key, version })
      return { body, expand: params.expand ?? [] }
    },
  }
}

export type Match = { route: Route; path: Record<string, string> }

/** Finds the route of a path; a literal segment wins over a named one. */
export function buildRouter(routes: readonly Route[]): (method: string, path: string) => Match | undefined {
  const bySize = new Map<string, Route[]>()
  for (const one of routes) {
    const size = `${one.method} ${one.segments.length}`
    bySize.set(size, [...(bySize.get(size) ?? []), one])
  }
  for (const group of bySize.values()) group.sort((a, b) => namedCount(a) - namedCount(b))
  return (method, path) => {
    const parts = path.split('/').slice(1)
    for (const one of bySize.get(`${method} ${parts.length}`) ?? []) {
      const found = matchSegments(one.segments, parts)
      if (found !== undefined) return { route: one, path: found }
    }
    return undefined
  }
}

function matchSegments(
  segments: readonly string[],
  parts: readonly string[],
): Record<string, string> | undefined {
  const path: Record<string, string> = {}
  for (const [index, segment] of segments.entries()) {
    const part = parts[index] ?? ''
    if (segment.startsWith(':')) {
      if (part === '') return undefined
      path[segment.slice(1)] = decodePart(part)
    } else if (segment !== part) return undefined
  }
  return path
}

function decodePart(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}

function namedCount(one: Route): number {
  return one.segments.filter((segment) => segment.startsWith(':')).length
}
