import { stopAll } from './process'
import { startProduct } from './product'
import { PAGES, renderTimes } from './render'
import { below, type Report } from './report'
import { dashboardPage, signInAsDemo } from './session'

/** Issue 4, demand 13. */
const RENDER_MS_MAX = 60

/** The home of the demo owner's dashboard: how long the server takes to render it, one request after the other. */
export async function salesDashboard(): Promise<Report> {
  try {
    const product = await startProduct()
    const cookie = await signInAsDemo(product.url, 'owner')
    const path = await dashboardPage(product.url, cookie)
    const render = await renderTimes(product, { path, cookie })
    return {
      name: 'sales-dashboard',
      what: `the home of an owner's dashboard, ${PAGES} pages one after the other`,
      columns: ['', 'median ms', 'p99 ms', 'CPU ms', 'kB'],
      rows: [['rendered on the server', render.median, render.p99, render.cpuMs ?? '-', render.kb]],
      targets: [below("median ms to render the dashboard's home", render.median, RENDER_MS_MAX)],
    }
  } finally {
    await stopAll()
  }
}
