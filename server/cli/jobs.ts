import { runJobs } from '@/server/jobs/schedule'
import { jobDeps } from '@/server/wire'
import type { Command } from './command'

export const jobsRun: Command = {
  kind: 'work',
  summary: 'Do everything that is due, once',
  required: {},
  optional: {},
  run: () => runJobs(jobDeps()),
}
