const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/**
 * Calls back on each Ctrl-C, with how often it was pressed. Who ends the process from outside, or closes its terminal,
 * waits for nothing: that counts as twice. From the third on the process ends at once.
 *
 * @returns stops listening
 */
export const onInterrupt = (tell: (times: number) => void): (() => void) => {
  let times = 0
  const listener = (signal: NodeJS.Signals): void => {
    if (signal === 'SIGHUP') process.once('exit', endAsHungUp)
    times = signal === 'SIGINT' ? times + 1 : Math.max(2, times + 1)
    if (times > 2) process.exit(130)
    tell(times)
  }
  for (const signal of signals) process.on(signal, listener)
  return () => {
    for (const signal of signals) process.removeListener(signal, listener)
  }
}

/** Node wants to give the terminal back at its end, and aborts with a dump of its stack where that is gone. */
const endAsHungUp = (): void => {
  if (![process.stdin, process.stdout, process.stderr].some(({ isTTY }) => isTTY)) return
  process.removeAllListeners('SIGHUP')
  process.kill(process.pid, 'SIGHUP')
}
