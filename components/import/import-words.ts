import { area } from '@/components/dashboard/area'
import de from '@/messages/dashboard/imports.de.json'
import en from '@/messages/dashboard/imports.en.json'
import fr from '@/messages/dashboard/imports.fr.json'
import type { ImportProblem } from '@/server/core/import'
import type { Outputs } from '@/server/trpc/caller'

/** The pages about bringing in what was kept elsewhere. */
export const importWords = area({ en, de, fr })

export type ImportWords = ReturnType<typeof importWords>
export type ImportView = Outputs['owner']['import']['get']
export type ImportListed = Outputs['owner']['import']['list']['imports'][number]
export type ImportRowView = Outputs['owner']['import']['rows']['rows'][number]

/** "price: there is no team-monthly" */
export const problemText = ({ code, field, value }: ImportProblem, t: ImportWords): string =>
  t(`reason.${code}`, { field: field ?? '', value: value ?? '' })

/** "Customers · customers.csv", or the account at Stripe. */
export const sourceText = ({ source }: Pick<ImportListed, 'source'>, t: ImportWords): string =>
  source.from === 'csv'
    ? `${t(`kind.${source.kind}`)} · ${source.file}`
    : t(source.isOwnAccount ? 'ownAccount' : 'stripeAccount')

export const TONES = {
  reading: 'accent',
  checking: 'accent',
  ready: 'warn',
  running: 'accent',
  done: 'good',
  discarded: 'neutral',
} as const
