import { spawnSync } from 'node:child_process'
import fs from 'node:fs'
import { chromium } from '@playwright/test'

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome']
const MAC = '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome'
const INSTALL_DEADLINE_MS = 300_000

/** The Chromium to test with, if this machine has one: PLAYWRIGHT_CHROMIUM_PATH, an installed one, Playwright's. */
export function installedChromium(): string | null {
  const given = process.env.PLAYWRIGHT_CHROMIUM_PATH
  if (given) {
    if (fs.existsSync(given)) return given
    throw new Error(`PLAYWRIGHT_CHROMIUM_PATH names ${given}, which is not there`)
  }
  for (const name of NAMES) {
    for (const folder of (process.env.PATH ?? '').split(':').filter(Boolean)) {
      if (fs.existsSync(`${folder}/${name}`)) return `${folder}/${name}`
    }
  }
  if (fs.existsSync(MAC)) return MAC
  const own = chromium.executablePath()
  return fs.existsSync(own) ? own : null
}

/** The same, or else one that is installed now: by Playwright, or as root from Debian's packages. */
export async function findChromium(): Promise<string> {
  const found = installedChromium()
  if (found !== null) return found
  console.log('There is no Chromium yet: trying to install one…')
  run('npx', ['--no-install', 'playwright', 'install', 'chromium'])
  if (installedChromium() === null && process.getuid?.() === 0 && fs.existsSync('/usr/bin/apt-get')) {
    run('apt-get', ['update', '-q'])
    run('apt-get', ['install', '-y', '-q', '--no-install-recommends', 'chromium'])
  }
  const installed = installedChromium()
  if (installed === null) {
    throw new Error(
      'There is no Chromium for the stories: install it, or set PLAYWRIGHT_CHROMIUM_PATH to one',
    )
  }
  return installed
}

function run(command: string, argv: string[]): boolean {
  const result = spawnSync(command, argv, {
    stdio: ['ignore', 'ignore', 'ignore'],
    timeout: INSTALL_DEADLINE_MS,
    env: {
      ...process.env,
      DEBIAN_FRONTEND: 'noninteractive',
      PLAYWRIGHT_DOWNLOAD_CONNECTION_TIMEOUT: '10000',
    },
  })
  return result.status === 0
}
