// Folio's APIs with the embedded parts, as `npm start` serves them, but without the pages and their build. What it
// runs on stands in run.json of its data folder, like the product's.
import fs from 'node:fs/promises'
import http from 'node:http'
import path from 'node:path'
import { getRequestListener } from '@hono/node-server'
import { publishRuntime, settings } from '@/server/env'
import { app } from '@/server/http'
import { startEmbedded } from '@/server/main/embedded'
import { closeWire } from '@/server/wire'

const wanted = settings()
const { runtime, stop } = await startEmbedded(wanted, () => undefined)
publishRuntime(runtime)
const server = http.createServer(getRequestListener(app.fetch))
await new Promise<void>((resolve) => server.listen(wanted.port, '127.0.0.1', resolve))
const run = { database: { url: runtime.databaseUrl }, runtime }
await fs.writeFile(path.join(wanted.dataDir, 'run.json'), JSON.stringify(run))
process.once('SIGTERM', () => {
  server.closeAllConnections()
  void closeWire()
    .then(stop)
    .finally(() => process.exit(0))
})
