// The yardstick: what Node, postgres.js and one SELECT can do here at best. No token, no scope, no presenter.
import http from 'node:http'
import postgres from 'postgres'

/** As many connections as the product's pool has (db/index.ts). */
const POOL_MAX = 20

const [port, databaseUrl] = process.argv.slice(2)
const sql = postgres(databaseUrl ?? '', { max: POOL_MAX, onnotice: () => undefined })

const server = http.createServer(async (request, response) => {
  const customerId = /^\/api\/v1\/customer\/([0-9a-f-]{36})$/.exec(request.url ?? '')?.[1]
  if (customerId !== undefined) {
    const [row] = await sql`select * from customer where id = ${customerId}`
    response.setHeader('Content-Type', 'application/json')
    response.end(JSON.stringify(row))
    return
  }
  const bucketId = /^\/api\/bucket\/([0-9a-f]{24})\//.exec(request.url ?? '')?.[1]
  if (bucketId === undefined) {
    response.end('ready')
    return
  }
  const [row] = await sql`
    select subscription.* from customer
    join subscription on subscription.owner_id = customer.owner_id and subscription.customer_id = customer.id
    where customer.bucket_id = ${bucketId} limit 1`
  response.setHeader('Content-Type', 'application/json')
  response.end(JSON.stringify(row))
})
server.listen(Number(port), '127.0.0.1')
process.once('SIGTERM', () => process.exit(0))
