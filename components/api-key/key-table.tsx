import { Chip } from '@/components/ui/chip'
import { Table } from '@/components/ui/table'
import type { Words } from '@/components/words'
import type { Outputs } from '@/server/trpc/caller'
import { type KeyWords, scopeNames } from './key-words'

export type ApiKey = Outputs['owner']['apiKey']['list'][number]

export interface KeyTableProps {
  keys: readonly ApiKey[]
  href: (key: ApiKey) => string
  t: KeyWords
  words: Words
}

/** The keys with what each may do, and how long yet. */
export function KeyTable({ keys, href, t, words }: KeyTableProps) {
  return (
    <Table
      caption={t('table')}
      rows={keys}
      rowKey={(key) => key.id}
      rowHref={href}
      columns={[
        {
          key: 'name',
          header: t('name'),
          phone: 'title',
          cell: (key) => (
            <span className="wrap-anywhere">
              {key.name}
              <span className="block font-mono text-sm text-ink-3">{key.prefix}…</span>
            </span>
          ),
        },
        {
          key: 'may',
          header: t('may'),
          phone: 'detail',
          weight: 'quiet',
          cell: (key) => <Scopes scopes={key.scopes} t={t} />,
        },
        {
          key: 'lastUsed',
          header: t('lastUsed'),
          phone: 'hidden',
          weight: 'quiet',
          cell: (key) => (key.lastUsedAt ? words.date(key.lastUsedAt, 'time') : t('notYet')),
        },
        {
          key: 'expires',
          header: t('expires'),
          phone: 'hidden',
          weight: 'quiet',
          cell: (key) => (key.expiresAt ? words.date(key.expiresAt, 'medium') : t('never')),
        },
        {
          key: 'state',
          header: t('state'),
          phone: 'status',
          cell: (key) => <KeyState {...{ state: key.state, t }} />,
        },
      ]}
    />
  )
}

const TONE = { live: 'good', expired: 'neutral', revoked: 'bad' } as const

export function KeyState({ state, t }: { state: ApiKey['state']; t: KeyWords }) {
  return <Chip tone={TONE[state]}>{t(`states.${state}`)}</Chip>
}

const SHOWN = 3

function Scopes({ scopes, t }: { scopes: readonly string[]; t: KeyWords }) {
  const names = scopeNames(scopes, t)
  const rest = names.length - SHOWN
  return (
    <>
      {names.slice(0, SHOWN).join(', ')}
      {rest > 0 && ` ${t('more', { count: rest })}`}
    </>
  )
}
