import { Hono } from 'hono'
import { answerTrpc, TRPC_PATH } from './trpc/http'

/** The APIs; the pages are Next's. */
export const app = new Hono()

app.get('/api/health', (context) => context.json({ ok: true }))
app.all(`${TRPC_PATH}/*`, (context) => answerTrpc(context.req.raw))
