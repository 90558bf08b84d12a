// The yardstick: what Node, postgres.js and one INSERT for each request can do here at best. No key, no check.
import http from 'node:http'
import postgres from 'postgres'

/** As many connections as the product's pool has (db/index.ts). */
const POOL_MAX = 20

const [port, databaseUrl] = process.argv.slice(2)
const sql = postgres(databaseUrl ?? '', { max: POOL_MAX, onnotice: () => undefined })

type Event = { owner: string; event_id: string; subscription: string; value: number }

const server = http.createServer((request, response) => {
  if (request.method !== 'POST') {
    response.end('ready')
    return
  }
  let body = ''
  request.setEncoding('utf8')
  request.on('data', (chunk: string) => {
    body += chunk
  })
  request.on('end', async () => {
    const event = JSON.parse(body) as Event
    await sql`
      insert into bench_event (owner_id, event_id, customer_id, subscription_id, metric_id, value, properties, at)
      values (${event.owner}, ${event.event_id}, ${event.subscription}, ${event.subscription},
        ${event.subscription}, ${event.value}, '{}', now())
      on conflict do nothing`
    response.statusCode = 201
    response.setHeader('Content-Type', 'application/json')
    response.end('{}')
  })
})
server.listen(Number(port), '127.0.0.1')
process.once('SIGTERM', () => process.exit(0))
