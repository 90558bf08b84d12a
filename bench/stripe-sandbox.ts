// The Stripe sandbox as a process of its own, as it runs beside a worker: prints its address once it serves.
import { startStripeSandbox } from '@/sandbox/stripe/start'

const [databaseUrl] = process.argv.slice(2)
const sandbox = await startStripeSandbox({ databaseUrl: databaseUrl ?? '' })
console.log(sandbox.url)
process.once('SIGTERM', () => void sandbox.stop().finally(() => process.exit(0)))
