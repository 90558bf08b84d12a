import http from 'node:http'

/** Signs in as the buttons of the sandbox's sign-in page do; returns the cookies of the session. */
export async function signInAsDemo(url: string, as: 'customer' | 'owner'): Promise<string> {
  const asked = await fetch(`${url}/api/auth/csrf`)
  const { csrfToken } = (await asked.json()) as { csrfToken: string }
  const signedIn = await fetch(`${url}/api/auth/callback/demo`, {
    method: 'POST',
    redirect: 'manual',
    headers: { cookie: cookiesOf(asked) },
    body: new URLSearchParams({ csrfToken, as, json: 'true' }),
  })
  const cookie = cookiesOf(signedIn)
  if (!cookie.includes('session-token='))
    throw new Error(`Sign-in answered ${signedIn.status} and no session`)
  return cookie
}

/** The path of the overview of the first customer that the session may see. */
export async function customerPage(url: string, cookie: string): Promise<string> {
  const page = await fetch(`${url}/portal`, { headers: { cookie }, redirect: 'manual' })
  const found = /\/portal\/[0-9a-f-]{24,36}/.exec(page.headers.get('location') ?? (await page.text()))
  if (found === null) throw new Error(`/portal answered ${page.status} and names no customer`)
  return found[0]
}

/** The path of the home of the first dashboard that the session may see. */
export async function dashboardPage(url: string, cookie: string): Promise<string> {
  const page = await fetch(`${url}/dashboard`, { headers: { cookie }, redirect: 'manual' })
  const found = /\/dashboard\/[0-9a-f-]{36}/.exec(page.headers.get('location') ?? (await page.text()))
  if (found === null) throw new Error(`/dashboard answered ${page.status} and names no owner`)
  return found[0]
}

/** Reads a page to its last byte over one connection, as a browser would ask; resolves to its length. */
export function pageReader(url: string, of: { path: string; cookie: string }): () => Promise<number> {
  const agent = new http.Agent({ keepAlive: true, maxSockets: 1 })
  const headers = { cookie: of.cookie, accept: 'text/html', 'accept-encoding': 'gzip, br' }
  return () =>
    new Promise((resolve, reject) => {
      const request = http.get(url + of.path, { agent, headers }, (response) => {
        let bytes = 0
        response.on('data', (chunk: Buffer) => {
          bytes += chunk.length
        })
        response.once('end', () => {
          if (response.statusCode === 200) resolve(bytes)
          else reject(new Error(`${of.path} answered ${response.statusCode}`))
        })
      })
      request.once('error', reject)
    })
}

function cookiesOf(response: Response): string {
  return response.headers
    .getSetCookie()
    .map((line) => line.split(';')[0] ?? '')
    .join('; ')
}
