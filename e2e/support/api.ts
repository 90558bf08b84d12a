import { folio, origin } from './product'

type Json = Record<string, unknown>

let key: string | undefined

/** Calls the BillaBear API as a program of the demo owner would, and answers its body. */
export async function api<T = Json>(method: 'GET' | 'POST', path: string, body?: Json): Promise<T> {
  key ??= String((await folio('api-key', 'create', '--owner', 'owner@example.com', '--name', 'stories')).key)
  const response = await fetch(`${origin()}/api/v1${path}`, {
    method,
    headers: { 'x-api-key': key, 'content-type': 'application/json' },
    ...(body ? { body: JSON.stringify(body) } : {}),
  })
  const text = await response.text()
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`)
  return JSON.parse(text) as T
}
