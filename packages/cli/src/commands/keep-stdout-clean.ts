/**
 * Sends what stages print to standard error, so that standard output holds JSON alone.
 *
 * @returns gives standard output back
 */
export const keepStdoutClean = (): (() => void) => {
  const { stdout, stderr } = process
  const { write } = stdout
  // Looked up at each call: a live view takes standard error's place.
  stdout.write = ((...args: Parameters<typeof write>) => stderr.write(...args)) as typeof write
  return () => {
    stdout.write = write
  }
}
