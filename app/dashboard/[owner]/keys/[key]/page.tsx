import type { Metadata } from 'next'
import { KeyState } from '@/components/api-key/key-table'
import { keyWords, scopeNames } from '@/components/api-key/key-words'
import { RevokeButton } from '@/components/api-key/revoke-button'
import { Card } from '@/components/ui/card'
import { Main } from '@/components/ui/container'
import { DescriptionList } from '@/components/ui/description-list'
import { PageHeader } from '@/components/ui/page-header'
import { openDashboard, peekDashboard, required } from '../../../open'

type Props = { params: Promise<{ owner: string; key: string }> }

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const page = await peekDashboard(params)
  return page ? { title: keyWords(page.words.locale)('title') } : {}
}

/** One key: what it may do, and its end. */
export default async function KeyPage({ params }: Props) {
  const { key: keyId } = await params
  const { api, base, key, words } = await openDashboard(params, `/keys/${keyId}`)
  const of = await required(api.apiKey.get({ ...key, keyId }))
  const t = keyWords(words.locale)
  const keysHref = `${base}/keys`
  const { name } = of
  return (
    <Main width="narrow">
      <PageHeader
        title={name}
        chip={<KeyState state={of.state} t={t} />}
        back={{ href: keysHref, label: t('back') }}
      />
      <Card>
        <DescriptionList
          items={[
            {
              key: 'prefix',
              term: t('prefix'),
              description: <code className="font-mono text-sm">{of.prefix}…</code>,
            },
            { key: 'scopes', term: t('scopes'), description: <Scopes names={scopeNames(of.scopes, t)} /> },
            { key: 'created', term: t('created'), description: words.date(of.createdAt, 'time') },
            {
              key: 'lastUsed',
              term: t('lastUsed'),
              description: of.lastUsedAt ? words.date(of.lastUsedAt, 'time') : t('notYet'),
            },
            {
              key: 'expires',
              term: t('expires'),
              description: of.expiresAt ? words.date(of.expiresAt, 'time') : t('never'),
            },
            ...(of.revokedAt
              ? [{ key: 'revoked', term: t('ended'), description: words.date(of.revokedAt, 'time') }]
              : []),
          ]}
        />
      </Card>
      {of.state === 'live' && (
        <Card title={t('revoke')} id="revoke">
          <div className="grid gap-4">
            <p>{t('revokeText', { name })}</p>
            <div>
              <RevokeButton
                ownerId={key.ownerId}
                keyId={of.id}
                doneHref={`${keysHref}?show=all&revoked=${of.id}`}
                words={{
                  ...words.problems,
                  revoke: t('revoke'),
                  text: t('revokeText', { name }),
                  submit: t('revokeSubmit', { name }),
                  keep: t('cancel'),
                }}
              />
            </div>
          </div>
        </Card>
      )}
    </Main>
  )
}

function Scopes({ names }: { names: readonly string[] }) {
  return (
    <ul className="grid gap-0.5">
      {names.map((name) => (
        <li key={name}>{name}</li>
      ))}
    </ul>
  )
}
