import { createRoute, z } from '@hono/zod-openapi'
import { myCustomers, updateBillingDetails } from '../../../usecases/customer'
import type { BucketApp, RouteParts } from '../app'
import { answers, bearer, jsonBody, path, required } from '../document'
import { Bucket, bucketOf, presentBucket } from '../present/bucket'

const list = createRoute({
  method: 'get',
  path: '/api/bucket',
  operationId: 'retrieveAll',
  summary: 'List the buckets that the user is a member of',
  security: bearer,
  responses: answers(z.array(Bucket), [500]),
})

const fetchOne = createRoute({
  method: 'get',
  path: '/api/bucket/{id}',
  operationId: 'retrieve',
  summary: 'Retrieve a bucket and the address that its calls go to',
  security: bearer,
  parameters: path('id'),
  responses: answers(Bucket, [404, 500]),
})

const update = createRoute({
  method: 'put',
  path: '/api/bucket/{id}',
  operationId: 'update',
  summary: 'Rename a bucket',
  description: 'Only `name` is kept; comment, app_url and configuration have no meaning here.',
  security: bearer,
  parameters: path('id'),
  request: jsonBody(z.object({ name: required(200) })),
  responses: answers(Bucket, [400, 500]),
})

const currentRole = createRoute({
  method: 'get',
  path: '/api/bucket/{id}/current_role',
  operationId: 'currentRole',
  summary: 'The role of the user in the bucket',
  security: bearer,
  parameters: path('id'),
  responses: answers(z.object({ role: Bucket.shape.current_role }), [404]),
})

export function bucketRoutes(app: BucketApp, { guards, viewOf }: RouteParts): void {
  app.openapi({ ...list, middleware: guards.user([500]) }, async (c) => {
    const { origin } = viewOf(c)
    const found = await myCustomers(c.get('ctx'))
    return c.json(
      found.map(({ customer, role }) => presentBucket(customer, { role, origin })),
      200,
    )
  })
  app.openapi({ ...fetchOne, middleware: guards.bucket([404, 500]) }, (c) =>
    c.json(bucketOf(c.get('customer'), viewOf(c)), 200),
  )
  app.openapi({ ...update, middleware: guards.bucket([400, 500]) }, async (c) => {
    const ctx = c.get('customer')
    const customer = await updateBillingDetails(ctx, c.req.valid('json'))
    return c.json(bucketOf({ ...ctx, customer }, viewOf(c)), 200)
  })
  app.openapi({ ...currentRole, middleware: guards.bucket([404]) }, (c) =>
    c.json({ role: bucketOf(c.get('customer'), viewOf(c)).current_role }, 200),
  )
}
