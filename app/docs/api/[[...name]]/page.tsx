import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import type { Document } from '@/components/reference/document'
import { Reference } from '@/components/reference/reference'
import { app } from '@/server/http'

type Api = { path: string; label: string; source: string; introduction: string }

/** The published APIs: their documents are made from the routes themselves. */
const APIS: readonly Api[] = [
  {
    path: '/docs/api',
    label: 'BillaBear 1.1',
    source: '/api/v1/openapi.json',
    introduction:
      'Customers, subscriptions, invoices, usage. Send an API key in the header X-API-Key; amounts are whole minor units of a currency, instants are UTC. What is marked as an extension goes beyond BillaBear 1.1.',
  },
  {
    path: '/docs/api/bucket',
    label: 'Bucket',
    source: '/api/openapi/bucket.json',
    introduction: 'The billing of one bucket: cards, subscription, invoices. Send an access token as Bearer.',
  },
  {
    path: '/docs/api/owner',
    label: 'Owner',
    source: '/api/openapi/owner.json',
    introduction:
      "An owner's own account and invoices, its sales and its balances. Send an access token of a member as Bearer, or an API key in the header X-API-Key; also under /v1/Owner.",
  },
]

type Props = { params: Promise<{ name?: string[] }> }

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const api = await apiOf(params)
  return { title: api ? `${api.label} API · Folio` : undefined }
}

/** The reference of one API, drawn from its OpenAPI document. */
export default async function ApiReference({ params }: Props) {
  const api = await apiOf(params)
  if (!api) notFound()
  const answer = await app.request(api.source)
  const document = (await answer.json()) as Document
  const apis = APIS.map(({ path, label }) => ({ href: path, label, current: path === api.path }))
  return <Reference document={document} source={api.source} apis={apis} introduction={api.introduction} />
}

async function apiOf(params: Props['params']): Promise<Api | undefined> {
  const { name = [] } = await params
  return APIS.find(({ path }) => path === ['/docs/api', ...name].join('/'))
}
