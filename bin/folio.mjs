#!/usr/bin/env node
import { runTypeScript } from '../scripts/typescript.mjs'

process.env.NODE_ENV ??= 'production'
const { cli } = await runTypeScript('server/cli.ts')
process.exitCode = await cli(process.argv.slice(2))
