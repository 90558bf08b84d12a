/** The sandbox's stripe.js as one script, bundled from this folder on first use. */
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

let bundle: Promise<string> | null = null

/** JavaScript to serve as `text/javascript`. Bundled once per process; a failed build is tried again. */
export function stripeJsSource(): Promise<string> {
  bundle ??= bundleEntry().catch((error: unknown) => {
    bundle = null
    throw error
  })
  return bundle
}

async function bundleEntry(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL('./entry.ts', import.meta.url))],
    bundle: true,
    write: false,
    format: 'iife',
    target: 'es2022',
    minify: true,
    legalComments: 'none',
    logLevel: 'silent',
  })
  const [file] = outputFiles
  if (file === undefined) throw new Error('esbuild returned no file for the sandbox stripe.js')
  return file.text
}
