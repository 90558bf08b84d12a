import { initTRPC, TRPCError } from '@trpc/server'
import superjson from 'superjson'
import { ZodError, z } from 'zod'
import type { WebhookPort } from '../core/webhook'
import { type Actor, type Ctx, type CustomerCtx, type OwnerCtx, requireWrite } from '../ctx'
import { DomainError, ERRORS, type ErrorCode, type ErrorDetails } from '../errors'
import { enterCustomer } from '../usecases/customer'
import { ownerScope } from '../usecases/owner'

/** What a browser needs to load Stripe.js; the account it works for is the customer's. */
export type StripeJs = {
  publishableKey: string
  /** The sandbox's own stripe.js; null loads the real one. */
  scriptUrl: string | null
}

/** What a call starts from. One per request. */
export type TrpcContext = {
  ctx: Ctx
  /** Who came by a manage link, beside whoever is signed in: sees its one customer and nothing else. */
  link?: Extract<Actor, { kind: 'link' }>
  /** The caller's network address, and the installation's key: for what is done without an account. */
  open?: { address: string | undefined; linkKey: string }
  stripeJs: StripeJs
  /** What reaches beyond this installation: where people find it, and how its webhooks are sent. */
  outside?: { appUrl: string; webhooks: WebhookPort }
  /** Customers entered in this request, so that the parts of one page look them up once. */
  scopes: Map<string, Promise<CustomerCtx>>
  /** The same for owners. */
  ownerScopes: Map<string, Promise<OwnerCtx>>
}

/** A refusal as the pages read it, in `error.data.domain`. */
export type Refusal = { code: ErrorCode; details: ErrorDetails }

const t = initTRPC.context<TrpcContext>().create({
  transformer: superjson,
  // Never a stack in an answer, in development neither: what is broken is in the log.
  isDev: false,
  errorFormatter: ({ shape, error }) => {
    const domain = refusalOf(error)
    const message =
      domain === null && error.code === 'INTERNAL_SERVER_ERROR' ? 'Internal error' : shape.message
    return { ...shape, message, data: { ...shape.data, domain } }
  },
})

export const router = t.router
export const createCallerFactory = t.createCallerFactory

/** The refusal inside whatever a procedure threw; null for a bug. */
export function refusalOf(error: unknown): Refusal | null {
  if (error instanceof DomainError) return { code: error.code, details: error.details }
  if (!(error instanceof TRPCError)) return null
  if (error.cause instanceof ZodError) return { code: 'invalid_input', details: fieldsOf(error.cause) }
  return error.cause instanceof DomainError ? refusalOf(error.cause) : null
}

/** Gives a refusal the status that the table of errors has for it. */
const procedure = t.procedure.use(async ({ next }) => {
  const result = await next()
  if (result.ok || !(result.error.cause instanceof DomainError)) return result
  const { cause } = result.error
  throw new TRPCError({ code: ERRORS[cause.code].trpc, message: cause.message, cause })
})

/** For anyone who is signed in. */
export const userProcedure = procedure.use(({ ctx, next }) => {
  if (ctx.ctx.actor.kind === 'nobody') throw new DomainError('unauthenticated')
  return next()
})

/** For anyone who is signed in or came by a manage link. */
export const portalProcedure = procedure.use(({ ctx, next }) => {
  const { link } = ctx
  if (ctx.ctx.actor.kind !== 'nobody') return next()
  if (!link) throw new DomainError('unauthenticated')
  return next({ ctx: { ctx: { ...ctx.ctx, actor: link } } })
})

/** For anybody at all: what it opens is opened by a secret, or a public address, in its input. */
export const publicProcedure = procedure.use(({ ctx, next }) => {
  if (!ctx.open) throw new DomainError('not_found')
  return next({ ctx: { ctx: { ...ctx.ctx, actor: { kind: 'nobody' as const } }, open: ctx.open } })
})

/** The UUID or the bucket id; whether there is such a customer for the actor is the scope's to say. */
export const customerInput = z.object({ customerId: z.string().max(64) })

/**
 * For one customer's pages: `ctx.scope` is that customer as the actor may see it. Outside the actor's
 * customers it is 404, whatever the procedure.
 */
export const customerProcedure = portalProcedure
  .input(customerInput)
  .use(async ({ ctx, input, type, next }) => {
    const scope = await (type === 'query' ? enterOnce(ctx, input.customerId) : enter(ctx, input.customerId))
    return next({ ctx: { scope } })
  })

/**
 * For the pages of one owner's dashboard: `ctx.scope` is that owner with the actor's role in it. For an owner the actor
 * is no member of it is 404, whatever the procedure; a viewer changes nothing, and the rest is the use-case's to refuse.
 */
export const ownerProcedure = userProcedure
  .input(z.object({ ownerId: z.uuid() }))
  .use(async ({ ctx, input, type, next }) => {
    const scope = await (type === 'query'
      ? enterOwnerOnce(ctx, input.ownerId)
      : ownerScope(ctx.ctx, input.ownerId))
    if (type === 'mutation') requireWrite(scope)
    return next({ ctx: { scope } })
  })

function enterOwnerOnce(context: TrpcContext, ownerId: string): Promise<OwnerCtx> {
  const known = context.ownerScopes.get(ownerId)
  if (known) return known
  const entered = ownerScope(context.ctx, ownerId)
  context.ownerScopes.set(ownerId, entered)
  return entered
}

/** A write always reads the customer afresh; what one page reads is read once. */
function enterOnce(context: TrpcContext, key: string): Promise<CustomerCtx> {
  const known = context.scopes.get(key)
  if (known) return known
  const entered = enter(context, key)
  context.scopes.set(key, entered)
  return entered
}

/** As whoever is signed in; what is out of their sight may be what a link has opened. */
async function enter({ ctx, link }: TrpcContext, key: string): Promise<CustomerCtx> {
  try {
    return await enterCustomer(ctx, key)
  } catch (error) {
    const isElsewhere = error instanceof DomainError && error.code === 'not_found'
    if (!isElsewhere || !link || ctx.actor.kind === 'link') throw error
    return enterCustomer({ ...ctx, actor: link }, key)
  }
}

function fieldsOf(error: ZodError): ErrorDetails {
  const fields: Record<string, string> = {}
  for (const issue of error.issues) fields[issue.path.join('.') || 'input'] ??= issue.message
  return { fields, message: error.issues[0]?.message ?? 'Invalid input' }
}
