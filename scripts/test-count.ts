import { z } from 'zod'

export type Count = { passed: number; failed: number }

const VitestReport = z.object({
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  testResults: z.array(
    z.object({ status: z.string(), assertionResults: z.array(z.object({ status: z.string() })) }),
  ),
})

const PlaywrightReport = z.object({
  stats: z.object({ expected: z.number(), unexpected: z.number(), flaky: z.number() }),
})

/**
 * What a Vitest JSON report amounts to. A file that did not load, a missing report and an error outside of any
 * test each count as a failure: a run may not pass by not running.
 */
export function countVitest(json: unknown, exitCode: number): Count {
  const report = VitestReport.safeParse(json).data
  if (report === undefined) return { passed: 0, failed: 1 }
  const unloaded = report.testResults.filter(
    (file) => file.status === 'failed' && !file.assertionResults.some((test) => test.status === 'failed'),
  ).length
  return settled({ passed: report.numPassedTests, failed: report.numFailedTests + unloaded }, exitCode)
}

/** What a Playwright JSON report amounts to; a story that passed only when it was repeated counts as failed. */
export function countPlaywright(json: unknown, exitCode: number): Count {
  const report = PlaywrightReport.safeParse(json).data
  if (report === undefined) return { passed: 0, failed: 1 }
  const { expected, unexpected, flaky } = report.stats
  return settled({ passed: expected, failed: unexpected + flaky }, exitCode)
}

function settled({ passed, failed }: Count, exitCode: number): Count {
  const unexplained = exitCode !== 0 && failed === 0
  return { passed, failed: unexplained ? 1 : failed }
}
