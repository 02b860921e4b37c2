import { readFileSync, readlinkSync } from 'node:fs'
import { hostname } from 'node:os'
import { isMainThread } from 'node:worker_threads'
import { systemCode } from '../system-code.ts'

/** Tells one process from all others that ever ran, as far as the system can. */
export interface ProcessIdentity {
  /** Within it, process ids tell one process from another. */
  readonly host: string
  readonly pid: number
  /**
   * When it started, in the system's own terms, and the same of the thread where that is not the first one; empty where
   * that cannot be told.
   */
  readonly start: string
}

/** `unknown` for a process of another host or container. A process that is `stopped` may go on. */
export type Life = 'alive' | 'stopped' | 'gone' | 'unknown'

export const thisProcess = (): ProcessIdentity =>
  (known ??= { host: thisHost(), pid: process.pid, start: statOf(process.pid)?.start ?? '' })

let known: ProcessIdentity | undefined

/** This thread of it: a worker thread may end long before its process does. */
export const thisThread = (): ProcessIdentity =>
  (knownThread ??= { ...thisProcess(), start: startOfThread() })

let knownThread: ProcessIdentity | undefined

const startOfThread = (): string => {
  const { pid, start } = thisProcess()
  const thread = isMainThread ? undefined : threadId()
  const threadStart = thread && statOf(pid, thread)?.start
  return threadStart === undefined ? start : `${start}/${thread}.${threadStart}`
}

/** The system's number of this thread. */
const threadId = (): string | undefined => {
  try {
    return /\d+$/.exec(readlinkSync('/proc/thread-self'))?.[0]
  } catch {
    return undefined
  }
}

export const lifeOf = (who: ProcessIdentity): Life => {
  if (who.host !== thisHost()) return 'unknown'
  const [start = '', thread] = who.start.split('/')
  const found = statOf(who.pid)
  if (found === undefined) return onLinux ? 'gone' : lifeBySignal(who.pid)
  if (start !== '' && found.start !== start) return 'gone'
  if (thread !== undefined) {
    const [id = '', ...threadStart] = thread.split('.')
    if (statOf(who.pid, id)?.start !== threadStart.join('.')) return 'gone'
  }
  return found.isStopped ? 'stopped' : 'alive'
}

const lifeBySignal = (pid: number): Life => {
  try {
    process.kill(pid, 0)
    return 'alive'
  } catch (thrown) {
    return systemCode(thrown) === 'EPERM' ? 'alive' : 'gone'
  }
}

/** `unknown` for a process of another host. */
export const isAlive = (who: ProcessIdentity): boolean | 'unknown' => {
  const life = lifeOf(who)
  return life === 'unknown' ? life : life !== 'gone'
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

/** Clock ticks from boot to the start of a process or thread, and which boot; a zombie counts as dead. */
const statOf = (
  pid: number,
  thread?: string,
): { readonly start: string; readonly isStopped: boolean } | undefined => {
  const task = thread === undefined ? '' : `/task/${thread}`
  const stat = onLinux ? readOr(`/proc/${pid}${task}/stat`) : undefined
  if (stat === undefined) return undefined
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  const state = fields[0] ?? ''
  if (state === 'Z' || state === 'X') return undefined
  return { start: `${boot}.${fields[19]}`, isStopped: state === 'T' || state === 't' }
}
