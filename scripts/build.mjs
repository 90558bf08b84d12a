#!/usr/bin/env node
// npm run build: what npm start would build, without starting.
import { runTypeScript } from './typescript.mjs'

process.env.NODE_ENV = 'production'
process.env.NEXT_TELEMETRY_DISABLED = '1'
const { buildIfStale } = await runTypeScript('server/main/build.ts')
try {
  await buildIfStale()
} catch (error) {
  console.error(error.message)
  process.exitCode = 1
}
