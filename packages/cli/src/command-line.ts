import { CommanderError } from 'commander'
import { type ExitCode, exitCodes } from './exit-code.ts'
import { makeProgram } from './program.ts'
import type { Surroundings } from './surroundings.ts'

/**
 * Carries out one command line, and shows what kept it from being carried out.
 *
 * @param words what follows the name of the command
 * @param version of this package
 */
export const commandLine = async (
  words: readonly string[],
  world: Surroundings,
  version: string,
): Promise<ExitCode> => {
  let code: ExitCode = exitCodes.well
  const end = (ended: ExitCode): void => {
    code = ended
  }
  try {
    await makeProgram({ world, version, end }).parseAsync([...words], { from: 'user' })
    return code
  } catch (error) {
    return explain(error, world, words)
  }
}

/** What reaches this place kept the command from doing anything. */
const explain = async (thrown: unknown, world: Surroundings, words: readonly string[]): Promise<ExitCode> => {
  if (thrown instanceof CommanderError && thrown.exitCode === 0) return exitCodes.well
  const [{ describeError, errorJson }, { wrapFor }] = await Promise.all([
    import('./errors/describe-error.ts'),
    import('./text/wrap-for.ts'),
  ])
  const verbose = words.includes('--verbose') || words.includes('-v')
  // The parser has already shown a mistake in its options.
  if (!(thrown instanceof CommanderError))
    world.stderr.write(`${wrapFor(world.stderr, describeError(thrown, { ...world, verbose }))}\n`)
  if (words.includes('--json')) {
    const { printJson } = await import('./text/print-json.ts')
    const exitCode = exitCodes.wrongUse
    printJson(world.stdout, words[0] ?? '', {
      status: 'wrong-use',
      exitCode,
      errors: [errorJson(thrown, world)],
    })
  }
  return exitCodes.wrongUse
}
