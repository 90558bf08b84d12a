#!/usr/bin/env node
// The worker that npm run dev starts again at each change; `folio worker` is the one for people.
import { runTypeScript } from './typescript.mjs'

const { main } = await runTypeScript('server/worker.ts')
await main()
