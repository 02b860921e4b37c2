import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { type BrowserContext, chromium } from 'playwright-core'
import { installFromDebian } from '../support/install-from-debian.ts'

const candidates = [
  process.env['CHROMIUM'],
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
]

const find = (): string | undefined => candidates.find((path) => path !== undefined && existsSync(path))

/** Where there is no Chromium and Debian's packages can be had, installs it; otherwise says what to do. */
const findOrInstall = (): string => {
  const found = find()
  if (found !== undefined) return found
  installFromDebian('chromium')
  const installed = find()
  if (installed !== undefined) return installed
  throw new Error('This test needs a browser: install Chromium, or set CHROMIUM to the path of one.')
}

const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/** A browser with a fresh profile, closed and forgotten after use. */
export const withBrowser = async (use: (browser: BrowserContext) => Promise<void>): Promise<void> => {
  const profile = mkdtempSync(join(tmpdir(), 'stagewright-profile-'))
  const options = { executablePath: findOrInstall(), headless: true, args: flags }
  const browser = await chromium.launchPersistentContext(profile, options)
  browser.setDefaultTimeout(60_000)
  try {
    await use(browser)
  } finally {
    await browser.close()
    rmSync(profile, { recursive: true, force: true })
  }
}

/** What a page shows as soon as it shows what is expected, or what it shows after ten seconds: a page answers when it can. */
export const eventually = async <Seen>(look: () => Promise<Seen>, expected: Seen): Promise<Seen> => {
  for (const until = performance.now() + 10_000; ; await sleep(20)) {
    const seen = await look()
    if (JSON.stringify(seen) === JSON.stringify(expected) || performance.now() > until) return seen
  }
}
