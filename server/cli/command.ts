import { type ParseArgsConfig, parseArgs } from 'node:util'
import type { Ctx } from '@/server/ctx'
import type { RunFile } from '@/server/main/run-file'

/** What a command works with: a context of the operator, and the running Folio when there is one. */
export type Folio = {
  ctx: Ctx
  running: RunFile | null
  /** A line for people; kept from a reader of JSON. */
  say(line: string): void
  /** Resolves when the command is told to stop (Ctrl-C). */
  stopped: AbortSignal
}

/** Named values; `--json` prints them as they are, else each stands on a line of its own. */
export type Result = Record<string, unknown>

export type OptionValues = Record<string, string | undefined>

export type Command = {
  /** One line: what it does. */
  summary: string
  /** The options, each with what stands for its value in the help, for example `<e-mail>`. */
  required: Record<string, string>
  optional: Record<string, string>
} & (
  | { kind: 'work'; run(folio: Folio, options: OptionValues): Promise<Result> }
  /** Starts and opens nothing: it only looks whether Folio runs. */
  | { kind: 'look'; run(running: RunFile | null): Promise<Result> }
)

/** The command line is wrong: exit code 2. */
export class UsageError extends Error {}

/**
 * Reads the options of one command.
 *
 * @throws UsageError naming an option that is unknown, lacks its value or is missing.
 */
export function readOptions(command: Command, argv: string[]): { values: OptionValues; json: boolean } {
  const named = { ...command.required, ...command.optional }
  const options: ParseArgsConfig['options'] = { json: { type: 'boolean' } }
  for (const name of Object.keys(named)) options[name] = { type: 'string' }
  const { values } = parseOrRefuse({ args: argv, options, strict: true, allowPositionals: false })
  const given: OptionValues = {}
  for (const name of Object.keys(named)) {
    const value = values[name]
    if (typeof value === 'string') given[name] = value
  }
  const missing = Object.keys(command.required).filter((name) => !given[name]?.trim())
  if (missing.length > 0) throw new UsageError(`${missing.map((name) => `--${name}`).join(', ')} is missing`)
  return { values: given, json: values.json === true }
}

/** A required option: readOptions has seen to it. */
export function given(options: OptionValues, name: string): string {
  const value = options[name]
  if (value === undefined) throw new UsageError(`--${name} is missing`)
  return value
}

function parseOrRefuse(config: ParseArgsConfig) {
  try {
    return parseArgs(config)
  } catch (error) {
    const [firstSentence] = (error instanceof Error ? error.message : String(error)).split('. ')
    throw new UsageError(firstSentence ?? 'The command line cannot be read')
  }
}
