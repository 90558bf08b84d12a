import { z } from '@hono/zod-openapi'
import { SCOPES } from '../../../core/api-key'
import type { ApiKeyView } from '../../../usecases/api-key'
import { instant, required, timestamp } from '../document'

export const ApiKeyInput = z
  .object({
    name: required(200),
    scopes: z
      .array(z.enum(SCOPES, 'There is no such scope.'))
      .max(SCOPES.length)
      .nullish()
      .openapi({ description: 'none: everything the key that asks may do, if that is everything' }),
    expires_at: instant().nullish(),
  })
  .openapi('ApiKeyInput', { example: { name: 'Warehouse', scopes: ['read', 'usage:write'] } })

export const ApiKey = z
  .object({
    id: z.uuid(),
    name: z.string(),
    prefix: z.string().openapi({ description: 'how the key begins, to tell keys apart' }),
    scopes: z.array(z.string()),
    disabled: z.boolean(),
    disabled_at: timestamp().nullable(),
    expires_at: timestamp().nullable(),
    last_used_at: timestamp().nullable(),
    created_at: timestamp(),
  })
  .openapi('ApiKey')

export const CreatedApiKey = ApiKey.extend({
  key: z
    .string()
    .nullable()
    .openapi({ description: 'shown this once; null when an Idempotency-Key is used again' }),
}).openapi('CreatedApiKey')

export const presentApiKey = (row: ApiKeyView): z.infer<typeof ApiKey> => ({
  id: row.id,
  name: row.name,
  prefix: row.prefix,
  scopes: row.scopes,
  disabled: row.revokedAt !== null,
  disabled_at: row.revokedAt?.toISOString() ?? null,
  expires_at: row.expiresAt?.toISOString() ?? null,
  last_used_at: row.lastUsedAt?.toISOString() ?? null,
  created_at: row.createdAt.toISOString(),
})

export const apiKeyFields = (given: z.output<typeof ApiKeyInput>) => ({
  name: given.name,
  scopes: given.scopes ?? [],
  ...(given.expires_at ? { expiresAt: given.expires_at } : {}),
})
