import { Hono } from 'hono'

/** The APIs; the pages are Next's. */
export const app = new Hono()

app.get('/api/health', (context) => context.json({ ok: true }))
