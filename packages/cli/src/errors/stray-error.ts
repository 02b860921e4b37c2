import { messageOf } from './thrown.ts'

/** Something was thrown where nobody waits for it, as by a promise that is not awaited. */
export class StrayError extends Error {
  override readonly name = 'StrayError'
  constructor(thrown: unknown, running: readonly string[]) {
    const during = running.length === 0 ? '' : ` while ${running.join(', ')} was running`
    super(
      `An error was thrown outside of any awaited call${during}: ${messageOf(thrown)}\nThe run was stopped. Await everything that a stage starts, or catch its errors.`,
      { cause: thrown },
    )
  }
}
