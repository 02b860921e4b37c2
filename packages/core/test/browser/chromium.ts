import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type BrowserContext, chromium } from 'playwright-core'

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
  const isDebianRoot = existsSync('/usr/bin/apt-get') && process.getuid?.() === 0
  if (isDebianRoot) {
    execFileSync('apt-get', ['update', '-qq'], { stdio: 'ignore' })
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
    execFileSync('apt-get', ['install', '-y', '-qq', 'chromium'], { stdio: 'ignore', env })
  }
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
  try {
    await use(browser)
  } finally {
    await browser.close()
    rmSync(profile, { recursive: true, force: true })
  }
}
