import type { Demo } from '@/sandbox/seed'
import type { Settings } from '@/server/env'

export type BannerOptions = {
  settings: Settings
  database: string
  stripeSandboxUrl: string | null
  demo: Demo | null
}

/** What stands on the terminal once Folio runs: what runs where, and how to get in. */
export function banner({ settings, database, stripeSandboxUrl, demo }: BannerOptions): string {
  const url = settings.appUrl
  const lines = [
    '',
    `Folio runs at ${url}`,
    '',
    `  database   ${database}`,
    `  Stripe     ${stripeSandboxUrl === null ? 'the real one' : `sandbox at ${stripeSandboxUrl}; no money moves`}`,
    `  mail       ${settings.embedded.mail ? `kept in the mailbox at ${url}/sandbox/mail` : 'sent by SMTP'}`,
    `  worker     ${settings.worker === 'on' ? 'in this process' : 'off here: run `folio worker`'}`,
  ]
  if (demo !== null) {
    lines.push(
      '',
      `Demo sign-ins, one click each at ${url}/signin`,
      `  customer   ${demo.customer.email}`,
      `  owner      ${demo.owner.email}`,
      '',
      `Demo API key  ${demo.apiKey}`,
      `Demo bucket   ${demo.customer.bucketId}; \`npx folio token create --email ${demo.customer.email}\` makes its token`,
    )
  }
  return [...lines, '', 'Ctrl-C stops all of it.', ''].join('\n')
}
