import { readFileSync, readlinkSync } from 'node:fs'
import { hostname } from 'node:os'
import { systemCode } from './system-code.ts'

/** Tells one process from all others that ever ran, as far as the system can. */
export interface ProcessIdentity {
  /** Within it, process ids tell one process from another. */
  readonly host: string
  readonly pid: number
  /** When it started, in the system's own terms; empty where that cannot be told. */
  readonly start: string
}

export const thisProcess = (): ProcessIdentity =>
  (known ??= { host: thisHost(), pid: process.pid, start: startOf(process.pid) ?? '' })

let known: ProcessIdentity | undefined

/** `unknown` for a process of another host. */
export const isAlive = (who: ProcessIdentity): boolean | 'unknown' => {
  if (who.host !== thisHost()) return 'unknown'
  const start = startOf(who.pid)
  if (start !== undefined) return who.start === '' || who.start === start
  if (onLinux) return false
  try {
    process.kill(who.pid, 0)
    return true
  } catch (thrown) {
    return systemCode(thrown) === 'EPERM'
  }
}

const readOr = (path: string): string | undefined => {
  try {
    return readFileSync(path, 'latin1')
  } catch {
    return undefined
  }
}

const processNamespace = (): string => {
  try {
    return readlinkSync('/proc/self/ns/pid').replaceAll(/\D/g, '')
  } catch {
    return ''
  }
}

const namespace = processNamespace()

/** Containers of one machine may have one name and yet count their processes apart. */
export const thisHost = (): string => (namespace === '' ? hostname() : `${hostname()}/${namespace}`)

const boot = (readOr('/proc/sys/kernel/random/boot_id') ?? '').slice(0, 8)
const onLinux = boot !== ''

/** Changes when the machine starts anew; empty where that cannot be told. */
export const bootId = (): string => boot

/** Clock ticks from boot to the process's start, and which boot; a zombie counts as dead. */
const startOf = (pid: number): string | undefined => {
  const stat = onLinux ? readOr(`/proc/${pid}/stat`) : undefined
  if (stat === undefined) return undefined
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return fields[0] === 'Z' || fields[0] === 'X' ? undefined : `${boot}.${fields[19]}`
}
