import { startPostgres } from './start'

// Started and killed by start.test.ts: stands for a server of ours that ends without a chance to tidy up.
const server = await startPostgres({ dataDir: process.argv[2] ?? '', durability: 'throwaway' })
process.send?.(server.url)
setInterval(() => undefined, 1_000)
