#!/usr/bin/env -S node --max-semi-space-size=64
import { runTypeScript } from '../scripts/typescript.mjs'

process.env.NODE_ENV ??= 'production'
const { cli } = await runTypeScript('server/cli.ts')
process.exitCode = await cli(process.argv.slice(2))
