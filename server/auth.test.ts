import { encode } from 'next-auth/jwt'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { currentActor } from './auth'
import { identityTestkit } from './usecases/identity-testkit'
import { revokeSessions } from './usecases/session'
import { signIn } from './usecases/sign-in'

const kit = identityTestkit()
const SECRET = 'a secret of the tests, long enough for anyone'
const holder = globalThis as { folioWire?: unknown }
const NAME = 'next-auth.session-token'

function connect(appUrl: string) {
  holder.folioWire = { env: { appUrl, authSecret: SECRET }, database: { db: kit.ctx().db }, stripe: {} }
}

beforeAll(() => connect('http://localhost:3000'))
afterAll(() => {
  delete holder.folioWire
})

let unique = 0
async function person() {
  const user = await signIn(kit.ctx(), { email: `cookie${++unique}@example.com` })
  const token = { sub: user.id, version: user.tokenVersion }
  return { user, token, cookie: await encode({ token, secret: SECRET }) }
}

const actorWith = (cookie: string) => currentActor(new Headers({ cookie }))
const nobody = { kind: 'nobody' }

describe('currentActor', () => {
  it('is the person of the session cookie, wherever it stands among others', async () => {
    const { user, cookie } = await person()
    const actor = { kind: 'user', userId: user.id, email: user.email }
    expect(await actorWith(`${NAME}=${cookie}`)).toEqual(actor)
    expect(await actorWith(`locale=de; ${NAME}=${cookie}; theme=dark`)).toEqual(actor)
    expect(await actorWith(`x${NAME}=no;${NAME}=${cookie}`)).toEqual(actor)
  })

  it('is nobody without a session, with one that cannot be read or one of another secret', async () => {
    const { token, cookie } = await person()
    expect(await currentActor(new Headers())).toEqual(nobody)
    const forged = await encode({ token, secret: 'another secret' })
    const incomplete = await encode({ token: { sub: token.sub }, secret: SECRET })
    const old = await encode({ token, secret: SECRET, maxAge: -60 })
    for (const value of ['', 'nonsense', 'a.b.c.d.e', `${cookie}x`, forged, incomplete, old]) {
      expect(await actorWith(`${NAME}=${value}`)).toEqual(nobody)
    }
  })

  it('is nobody from the moment the session is revoked', async () => {
    const { user, cookie } = await person()
    await revokeSessions(kit.ctx({ kind: 'user', userId: user.id, email: user.email }), user.id)
    expect(await actorWith(`${NAME}=${cookie}`)).toEqual(nobody)
  })

  it('takes over https only the cookie that nobody else can set', async () => {
    const { user, cookie } = await person()
    connect('https://billing.example.com')
    expect(await actorWith(`${NAME}=${cookie}`)).toEqual(nobody)
    expect(await actorWith(`__Secure-${NAME}=${cookie}`)).toMatchObject({ userId: user.id })
    connect('http://localhost:3000')
  })
})
