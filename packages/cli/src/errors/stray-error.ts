import { messageOf } from './thrown.ts'

/** Something was thrown where nobody waits for it, as by a promise that is not awaited. */
export class StrayError extends Error {
  override readonly name = 'StrayError'
  constructor(thrown: unknown, running: readonly string[]) {
    const during = running.length === 0 ? '' : ` while ${running.join(', ')} ran`
    super(
      `Something failed that nobody waits for${during}: ${messageOf(thrown)}\nThe run was ended. Await what a stage starts, or catch what it throws.`,
      { cause: thrown },
    )
  }
}
