import { createRoute } from '@hono/zod-openapi'
import { changeSettings, readSettings } from '../../../usecases/settings'
import type { BillabearApp, RouteParts } from '../app'
import { answers, apiKey, extension, jsonBody } from '../document'
import { presentSettings, Settings, SettingsInput, settingsChange } from '../present/settings'

const shared = { ...extension, path: '/api/v1/settings', tags: ['Settings'], security: apiKey }

const read = createRoute({
  ...shared,
  method: 'get',
  operationId: 'showSettings',
  summary: "The owner's choices, defaults where it never chose",
  responses: answers(200, Settings),
})

const change = createRoute({
  ...shared,
  method: 'put',
  operationId: 'updateSettings',
  summary: "Change the owner's choices",
  description: 'What is left out stays; null goes back to the default.',
  request: jsonBody(SettingsInput),
  responses: answers(202, Settings, [400]),
})

export function settingsRoutes(app: BillabearApp, { guards }: RouteParts): void {
  app.openapi({ ...read, middleware: guards.owner() }, async (c) =>
    c.json(presentSettings(await readSettings(c.get('owner'))), 200),
  )
  app.openapi({ ...change, middleware: guards.owner() }, async (c) => {
    const changed = await changeSettings(c.get('owner'), settingsChange(c.req.valid('json')))
    return c.json(presentSettings(changed), 202)
  })
}
