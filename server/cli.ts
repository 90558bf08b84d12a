import {
  type Command,
  type Folio,
  type OptionValues,
  type Result,
  readOptions,
  UsageError,
} from './cli/command'
import { EnvError, loadDotEnv, settings } from './env'
import { DomainError } from './errors'
import { readRunFile } from './main/run-file'
import { StartError } from './main/start-error'

/** Each command is loaded when it is asked for: most need little, and all of it takes a second. */
const COMMANDS: Record<string, () => Promise<Command>> = {
  migrate: async () => (await import('./cli/migrate')).migrate,
  'seed demo': async () => (await import('./cli/seed')).seedDemo,
  'owner create': async () => (await import('./cli/owner')).ownerCreate,
  'api-key create': async () => (await import('./cli/api-key')).apiKeyCreate,
  'customer create': async () => (await import('./cli/customer')).customerCreate,
  'brand set': async () => (await import('./cli/brand')).brandSet,
  'settings show': async () => (await import('./cli/settings')).settingsShow,
  'settings set': async () => (await import('./cli/settings')).settingsSet,
  'plan create': async () => (await import('./cli/plan')).planCreate,
  'token create': async () => (await import('./cli/token')).tokenCreate,
  'clock show': async () => (await import('./cli/clock')).clockShow,
  'clock set': async () => (await import('./cli/clock')).clockSet,
  'clock advance': async () => (await import('./cli/clock')).clockAdvance,
  'ledger check': async () => (await import('./cli/ledger')).ledgerCheck,
  'sales rebuild': async () => (await import('./cli/sales')).salesRebuild,
  backup: async () => (await import('./cli/backup')).backup,
  restore: async () => (await import('./cli/backup')).restore,
  worker: async () => (await import('./cli/worker')).worker,
  'jobs run': async () => (await import('./cli/jobs')).jobsRun,
  status: async () => (await import('./cli/status')).status,
}

/** Where a command's words go; tests read them. */
export type Terminal = { out(text: string): void; err(text: string): void }

const PROCESS: Terminal = {
  out: (text) => void process.stdout.write(`${text}\n`),
  err: (text) => void process.stderr.write(`${text}\n`),
}

/**
 * The `folio` command. Resolves to its exit code: 0 done, 1 refused or failed, 2 a wrong command line.
 */
export async function cli(argv: string[], terminal: Terminal = PROCESS): Promise<number> {
  try {
    const found = await findCommand(argv)
    if (found === null) {
      const asked = argv.length === 0 || ['help', '--help', '-h'].includes(argv[0] ?? '')
      const problem = asked ? [] : [`There is no command \`folio ${argv.join(' ')}\``, '']
      const print = asked ? terminal.out : terminal.err
      print([...problem, await help()].join('\n'))
      return asked && argv.length > 0 ? 0 : 2
    }
    if (found.rest.includes('--help') || found.rest.includes('-h')) {
      terminal.out(usage(found.name, found.command))
      return 0
    }
    const { values, json } = readOptions(found.command, found.rest)
    const result = await run(found.command, values, json ? () => undefined : terminal.out)
    terminal.out(json ? JSON.stringify(result) : asText(result))
    return 0
  } catch (error) {
    terminal.err(problemOf(error))
    return error instanceof UsageError ? 2 : 1
  }
}

async function run(command: Command, options: OptionValues, say: Folio['say']): Promise<Result> {
  loadDotEnv()
  const wanted = settings()
  if (command.kind === 'look') return command.run(await readRunFile(wanted.dataDir))
  const stopping = new AbortController()
  const stop = () => stopping.abort()
  process.once('SIGINT', stop)
  process.once('SIGTERM', stop)
  const { openFolio } = await import('./cli/open')
  const folio = await openFolio(wanted, say)
  try {
    return await command.run(
      { ctx: folio.ctx, running: folio.running, say, stopped: stopping.signal },
      options,
    )
  } finally {
    process.off('SIGINT', stop)
    process.off('SIGTERM', stop)
    await folio.close()
  }
}

type Found = { name: string; command: Command; rest: string[] }

async function findCommand(argv: string[]): Promise<Found | null> {
  for (const words of [2, 1]) {
    const name = argv.slice(0, words).join(' ')
    const load = COMMANDS[name]
    if (load !== undefined && argv.length >= words)
      return { name, command: await load(), rest: argv.slice(words) }
  }
  return null
}

async function help(): Promise<string> {
  const width = Math.max(...Object.keys(COMMANDS).map((name) => name.length))
  const lines = Object.entries(COMMANDS).map(async ([name, load]) => {
    const { summary } = await load()
    return `  ${name.padEnd(width)}  ${summary}`
  })
  return [
    'Usage: folio <command> [options] [--json]',
    '',
    ...(await Promise.all(lines)),
    '',
    'folio <command> --help tells its options.',
  ].join('\n')
}

function usage(name: string, command: Command): string {
  const required = Object.entries(command.required).map(([option, value]) => `--${option} ${value}`)
  const optional = Object.entries(command.optional).map(([option, value]) => `[--${option} ${value}]`)
  return [
    `${command.summary}.`,
    '',
    `  folio ${[name, ...required, ...optional, '[--json]'].join(' ')}`,
  ].join('\n')
}

function asText(result: Result): string {
  const width = Math.max(...Object.keys(result).map((name) => name.length))
  return Object.entries(result)
    .map(([name, value]) => `${name.padEnd(width)}  ${valueText(value)}`)
    .join('\n')
}

function valueText(value: unknown): string {
  if (value === null || value === undefined) return '–'
  if (value instanceof Date) return value.toISOString()
  if (typeof value === 'object' && 'url' in value) return String(value.url)
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

/** One line for what a person can mend; a mistake of ours keeps its trace. */
function problemOf(error: unknown): string {
  if (error instanceof UsageError) return `${error.message}; \`folio help\` lists the commands`
  if (error instanceof DomainError) {
    const fields = Object.entries(error.details.fields ?? {}).map(([name, problem]) => `${name}: ${problem}`)
    return fields.length > 0 ? fields.join('; ') : error.message
  }
  if (error instanceof StartError || error instanceof EnvError) return error.message
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}
