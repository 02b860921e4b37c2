import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Installs one of Debian's packages, where that can be done. Test files run at once, and apt takes one at a time. */
export const installFromDebian = (name: string): void => {
  if (!existsSync('/usr/bin/apt-get') || process.getuid?.() !== 0) return
  const lock = join(tmpdir(), 'stagewright-apt.lock')
  const install = 'apt-get install -y -qq "$0" || { apt-get update -qq && apt-get install -y -qq "$0"; }'
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  execFileSync('flock', [lock, 'sh', '-c', install, name], { stdio: 'ignore', env })
}
