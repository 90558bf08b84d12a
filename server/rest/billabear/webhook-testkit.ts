import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Webhook } from 'standardwebhooks'
import { afterAll, beforeAll } from 'vitest'

/** A webhook as it came in, and whether its signature proves it by the secret known at that time. */
export type Received = {
  id: string
  path: string
  headers: IncomingHttpHeaders
  text: string
  // biome-ignore lint/suspicious/noExplicitAny: bodies are read field by field, and what is missing fails the test.
  body: any
  proved: boolean
}

/** What the receiver answers with: a status, or whatever it likes to do with the connection. */
export type Behaviour = number | ((response: ServerResponse, received: Received) => void)

export type Receiver = {
  /** Where webhooks are sent to; each path is a receiver of its own. */
  url(path?: string): string
  received: Received[]
  /** Of one path, in the order they came. */
  at(path: string): Received[]
  secrets: Map<string, string>
  /** For each webhook as it comes; 200 unless told. */
  behave: (received: Received) => Behaviour
}

/** A server on loopback that takes webhooks and proves them with an implementation that is not ours. */
export function webhookReceiver(): Receiver {
  let port = 0
  const receiver: Receiver = {
    url: (path = '/hook') => `http://127.0.0.1:${port}${path}`,
    received: [],
    at: (path) => receiver.received.filter((one) => one.path === path),
    secrets: new Map(),
    behave: () => 200,
  }
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const text = Buffer.concat(chunks).toString()
    const path = request.url ?? '/'
    const received: Received = {
      id: String(request.headers['webhook-id']),
      path,
      headers: request.headers,
      text,
      body: JSON.parse(text),
      proved: proves(receiver.secrets.get(path), text, request.headers),
    }
    receiver.received.push(received)
    const behaviour = receiver.behave(received)
    if (typeof behaviour === 'function') return behaviour(response, received)
    response.writeHead(behaviour).end(behaviour < 300 ? 'thanks' : 'no')
  })
  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    port = (server.address() as AddressInfo).port
  })
  afterAll(() => {
    server.closeAllConnections()
    server.close()
  })
  return receiver
}

function proves(secret: string | undefined, text: string, headers: IncomingHttpHeaders): boolean {
  if (secret === undefined) return false
  try {
    new Webhook(secret).verify(text, headers as Record<string, string>)
    return true
  } catch {
    return false
  }
}
