import { stopAll } from './process'
import { startProduct } from './product'
import { PAGES, renderTimes } from './render'
import { below, type Report, round } from './report'
import { loadedScripts } from './scripts'
import { customerPage, signInAsDemo } from './session'

/** Issue 2, demand 21. */
const RENDER_MS_MAX = 30
const SCRIPTS_KB_MAX = 130

/**
 * The overview of a signed-in customer: how long the server takes to render it, one request after the other, and
 * how much JavaScript a browser that comes for the first time has to fetch.
 */
export async function portal(): Promise<Report> {
  try {
    const product = await startProduct()
    const cookie = await signInAsDemo(product.url, 'customer')
    const path = await customerPage(product.url, cookie)
    const render = await renderTimes(product, { path, cookie })
    const scripts = await loadedScripts(product.url, { path, cookie })
    return {
      name: 'portal',
      what: `the signed-in overview, ${PAGES} pages one after the other, then once in a browser without a cache`,
      columns: ['', 'median ms', 'p99 ms', 'CPU ms', 'kB'],
      rows: [
        ['rendered on the server', render.median, render.p99, render.cpuMs ?? '-', render.kb],
        ...scripts.files.map(({ name, encoding, kb }) => [`${name} (${encoding})`, '', '', '', kb]),
        ['JavaScript, sum', '', '', '', round(scripts.kb)],
      ],
      targets: [
        below('median ms to render the overview', render.median, RENDER_MS_MAX),
        below('kB of compressed JavaScript on first load', scripts.kb, SCRIPTS_KB_MAX),
      ],
    }
  } finally {
    await stopAll()
  }
}
