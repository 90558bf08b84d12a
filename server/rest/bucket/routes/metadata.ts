import { createRoute, z } from '@hono/zod-openapi'
import { DomainError } from '../../../errors'
import { updateBillingDetails } from '../../../usecases/customer'
import type { BucketApp, RouteParts } from '../app'
import { answers, bearer, jsonBody, path, text } from '../document'
import { BillingMetadata, presentMetadata } from '../present/bucket'

const fetchAll = createRoute({
  method: 'get',
  path: '/api/bucket/{id}/payment',
  operationId: 'fetchMetadata',
  summary: 'Fetch the Stripe metadata of the bucket customer',
  security: bearer,
  parameters: path('id'),
  responses: answers(BillingMetadata, [400, 500]),
})

const given = (charsMax: number) => text(charsMax).nullable().optional()

// The published client passes dotted names on as they are, so both ways of writing them are taken.
const UpdateMetadata = z.object({
  metadata: z
    .object({ vat_number: given(64), company_name: given(200), receipt_email: given(320) })
    .optional()
    .openapi({ description: 'An empty text clears; anything else in it is not kept' }),
  'metadata.vat_number': given(64),
  'metadata.company_name': given(200),
  'metadata.receipt_email': given(320),
})

const update = createRoute({
  method: 'put',
  path: '/api/bucket/{id}/payment',
  operationId: 'updateMetadata',
  summary: 'Update the Stripe metadata of the bucket customer',
  security: bearer,
  parameters: path('id'),
  request: jsonBody(UpdateMetadata),
  responses: answers(z.object({ data: BillingMetadata }), [400, 500]),
})

export function metadataRoutes(app: BucketApp, { guards }: RouteParts): void {
  app.openapi({ ...fetchAll, middleware: guards.bucket([400, 500]) }, (c) =>
    c.json(presentMetadata(c.get('customer').customer), 200),
  )
  app.openapi({ ...update, middleware: guards.bucket([400, 500]) }, async (c) => {
    const body = c.req.valid('json')
    const changed = await updateBillingDetails(c.get('customer'), detailsFrom(body))
    return c.json({ data: presentMetadata(changed) }, 200)
  })
}

function detailsFrom(body: z.infer<typeof UpdateMetadata>) {
  const { metadata, ...dotted } = body
  if (metadata === undefined && Object.keys(dotted).length === 0) {
    throw new DomainError('invalid_input', { message: 'metadata is missing' })
  }
  const vatNumber = first(metadata?.vat_number, dotted['metadata.vat_number'])
  const companyName = first(metadata?.company_name, dotted['metadata.company_name'])
  const receiptEmail = first(metadata?.receipt_email, dotted['metadata.receipt_email'])
  return {
    ...(vatNumber === undefined ? {} : { vatNumber }),
    ...(companyName === undefined ? {} : { companyName }),
    ...(receiptEmail === undefined ? {} : { receiptEmail }),
  }
}

/** Null is a value here: it clears. */
const first = <T>(nested: T | undefined, dotted: T | undefined): T | undefined =>
  nested === undefined ? dotted : nested
