import path from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

/** The checkout, whatever folder the command was called from. */
export const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)))

/** Loads one of our TypeScript files, `@/` imports included, and returns its exports. */
export async function runTypeScript(file) {
  const [major] = process.versions.node.split('.').map(Number)
  if (major < 20) {
    console.error(`Folio needs Node 20 or newer; this is ${process.version}`)
    process.exit(1)
  }
  process.chdir(root)
  const { register } = await import('tsx/esm/api').catch(() => {
    console.error('The packages are not installed: run `npm ci` first')
    process.exit(1)
  })
  register({ tsconfig: path.join(root, 'tsconfig.json') })
  return import(pathToFileURL(path.join(root, file)).href)
}
