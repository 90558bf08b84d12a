import { describe, expect, test } from 'vitest'
import { countPlaywright, countVitest } from './test-count'

const file = (status: string, ...tests: string[]) => ({
  status,
  assertionResults: tests.map((one) => ({ status: one })),
})

describe('countVitest', () => {
  test('counts tests', () => {
    const report = { numPassedTests: 3, numFailedTests: 1, testResults: [file('failed', 'passed', 'failed')] }
    expect(countVitest(report, 1)).toEqual({ passed: 3, failed: 1 })
  })

  test('a file that does not load is a failure', () => {
    const report = {
      numPassedTests: 3,
      numFailedTests: 0,
      testResults: [file('failed'), file('passed', 'passed')],
    }
    expect(countVitest(report, 1)).toEqual({ passed: 3, failed: 1 })
  })

  test('an error outside of any test is a failure', () => {
    const report = { numPassedTests: 3, numFailedTests: 0, testResults: [file('passed', 'passed')] }
    expect(countVitest(report, 1)).toEqual({ passed: 3, failed: 1 })
    expect(countVitest(report, 0)).toEqual({ passed: 3, failed: 0 })
  })

  test.each([null, {}, 'text'])('no proper report (%j) is a failure', (report) => {
    expect(countVitest(report, 0)).toEqual({ passed: 0, failed: 1 })
  })
})

describe('countPlaywright', () => {
  test('a story that passed only when repeated is a failure', () => {
    const stats = { expected: 5, unexpected: 2, flaky: 1, skipped: 0 }
    expect(countPlaywright({ stats }, 1)).toEqual({ passed: 5, failed: 3 })
  })

  test('a product that did not start is a failure', () => {
    expect(countPlaywright({ stats: { expected: 0, unexpected: 0, flaky: 0 } }, 1)).toEqual({
      passed: 0,
      failed: 1,
    })
    expect(countPlaywright(null, 1)).toEqual({ passed: 0, failed: 1 })
  })
})
