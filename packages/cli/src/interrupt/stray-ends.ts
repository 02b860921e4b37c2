/** What befalls a run outside of its steps. */
export interface StrayEnds {
  /** Something was thrown where nobody waits for it. */
  readonly onThrown: (thrown: unknown) => void
  /** The program ends the process, with this exit code. Only what is done at once is done. */
  readonly onExit: (code: number) => void
}

/**
 * Keeps a run from ending as if nothing had happened.
 *
 * @returns stops that
 */
export const catchStrayEnds = ({ onThrown, onExit }: StrayEnds): (() => void) => {
  const leave = (code: number): void => {
    if (code === 130) return
    process.exitCode = 1
    onExit(code)
  }
  // Rejections that nobody handles come here, too.
  process.on('uncaughtException', onThrown)
  process.on('exit', leave)
  return () => {
    process.removeListener('uncaughtException', onThrown)
    process.removeListener('exit', leave)
  }
}
