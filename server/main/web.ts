import { createServer, type RequestListener, type Server } from 'node:http'
import type { Socket } from 'node:net'
import { StartError } from './start-error'

export type Web = {
  server: Server
  /** Hands requests to the product; until then each is told to come back. */
  open(listener: RequestListener): void
  /** Takes no new requests, gives the running ones a moment, then closes. */
  close(): Promise<void>
}

const CLOSE_DEADLINE_MS = 5_000
/** Longer than the usual 60 s of a proxy, so that it is never our side that closes a connection in use. */
const KEEP_ALIVE_MS = 65_000

/**
 * Takes the port before anything else starts, so that a taken one is known at once and nobody else gets it.
 *
 * @throws StartError when the port cannot be had.
 */
export async function listenOn(port: number): Promise<Web> {
  let current: RequestListener = (_request, response) => {
    response.writeHead(503, { 'Content-Type': 'text/plain', 'Retry-After': '2' }).end('Folio is starting\n')
  }
  const server = createServer((request, response) => current(request, response))
  server.keepAliveTimeout = KEEP_ALIVE_MS
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(new StartError(portProblem(port, error))))
    server.listen(port, () => resolve())
  })
  const sockets = new Set<Socket>()
  server.on('connection', (socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  })
  return {
    server,
    open: (listener) => {
      current = listener
    },
    close: () => close(server, sockets),
  }
}

function close(server: Server, sockets: Set<Socket>): Promise<void> {
  return new Promise((resolve) => {
    // Sockets of the development server are upgraded ones that http does not count as connections.
    const deadline = setTimeout(() => {
      for (const socket of sockets) socket.destroy()
    }, CLOSE_DEADLINE_MS)
    server.close(() => {
      clearTimeout(deadline)
      resolve()
    })
    server.closeIdleConnections()
  })
}

function portProblem(port: number, error: NodeJS.ErrnoException): string {
  if (error.code === 'EADDRINUSE')
    return `Port ${port} is taken: stop what uses it, or set PORT to another one`
  if (error.code === 'EACCES')
    return `Port ${port} may not be used by this account: set PORT to one above 1023`
  return `Port ${port} cannot be used: ${error.message}`
}
