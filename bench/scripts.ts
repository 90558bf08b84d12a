import { chromium, type Page, type Request } from '@playwright/test'
import { findChromium } from '../scripts/chromium'
import { round } from './report'

export type Scripts = { kb: number; files: { name: string; encoding: string; kb: number }[] }

const LOAD_DEADLINE_MS = 60_000
/** Scripts that a page asks for later than this are not part of its first load. */
const QUIET_MS = 2_000

/** Opens a page in a browser that has nothing yet, and adds up the scripts it fetches, as they were sent. */
export async function loadedScripts(url: string, of: { path: string; cookie: string }): Promise<Scripts> {
  const browser = await chromium.launch({
    executablePath: await findChromium(),
    // Chromium's own sandbox does not work for root.
    args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
  })
  try {
    const context = await browser.newContext({ baseURL: url })
    await context.addCookies(
      of.cookie.split('; ').map((pair) => {
        const at = pair.indexOf('=')
        return { name: pair.slice(0, at), value: pair.slice(at + 1), url }
      }),
    )
    const page = await context.newPage()
    const scripts = watchScripts(page)
    await page.goto(of.path, { waitUntil: 'load', timeout: LOAD_DEADLINE_MS })
    const files = await Promise.all((await scripts.settled()).map(sizeOf))
    return { kb: files.reduce((sum, { kb }) => sum + kb, 0), files: files.sort((a, b) => b.kb - a.kb) }
  } finally {
    await browser.close()
  }
}

/** Not Playwright's `networkidle`: the router goes on fetching the pages that the links of this one lead to. */
function watchScripts(page: Page): { settled(): Promise<Request[]> } {
  const asked = new Set<Request>()
  const done: Request[] = []
  let changedAt = performance.now()
  const isScript = (request: Request) => request.resourceType() === 'script'
  page.on('request', (request) => {
    if (isScript(request)) asked.add(request)
  })
  page.on('requestfinished', (request) => {
    if (!isScript(request)) return
    done.push(request)
    changedAt = performance.now()
  })
  const settled = async () => {
    const deadline = performance.now() + LOAD_DEADLINE_MS
    while (done.length < asked.size || performance.now() - changedAt < QUIET_MS) {
      if (performance.now() > deadline) throw new Error('The scripts of the page did not arrive')
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
    return done
  }
  return { settled }
}

async function sizeOf(request: Request) {
  const response = await request.response()
  const { responseBodySize } = await request.sizes()
  return {
    name: new URL(request.url()).pathname.split('/').at(-1) ?? '',
    encoding: (await response?.headerValue('content-encoding')) ?? 'not compressed',
    kb: round(responseBodySize / 1_000),
  }
}
