/**
 * Calls back on each Ctrl-C, with how often it was pressed. From the third on the process ends at once.
 *
 * @returns stops listening
 */
export const onInterrupt = (tell: (times: number) => void): (() => void) => {
  let times = 0
  const listener = (): void => {
    times++
    if (times > 2) process.exit(130)
    tell(times)
  }
  process.on('SIGINT', listener)
  return () => {
    process.removeListener('SIGINT', listener)
  }
}
