#!/usr/bin/env node
// npm start and npm run dev (--dev): runs server/main.ts, whose TypeScript tsx translates as it is loaded.
import { runTypeScript } from './typescript.mjs'

const development = process.argv.includes('--dev')
// Next and React read it when they are loaded, so it is set before anything else is.
process.env.NODE_ENV = development ? 'development' : 'production'
// A server that bills people tells nobody but them what it does.
process.env.NEXT_TELEMETRY_DISABLED = '1'
const { main } = await runTypeScript('server/main.ts')
await main()
