import type { Page } from '@playwright/test'
import axeCore from 'axe-core'

/** What axe finds wrong with the page as it is, in light and in dark; empty is good. */
export async function axe(page: Page): Promise<string[]> {
  const found: string[] = []
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    // The page's own script follows the system's choice.
    await page.waitForFunction((scheme) => document.documentElement.style.colorScheme === scheme, colorScheme)
    found.push(...(await violations(page)).map((each) => `${colorScheme}: ${each}`))
  }
  await page.emulateMedia({ colorScheme: null, reducedMotion: null })
  return found
}

async function violations(page: Page): Promise<string[]> {
  // By the debugger, which the page's content security policy does not bind.
  await page.evaluate(axeCore.source)
  const { violations } = await page.evaluate(() =>
    (window as unknown as { axe: typeof axeCore }).axe.run({ resultTypes: ['violations'] }),
  )
  return violations.map(
    ({ id, nodes }) =>
      `${id}: ${nodes.map((node) => `${node.target.join(' ')} ${node.failureSummary ?? ''}`).join(', ')}`,
  )
}
