import { readFileSync, realpathSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { CommanderError } from 'commander'
import { type ExitCode, exitCodes } from './exit-code.ts'
import { makeProgram } from './program.ts'
import { type Surroundings, surroundingsOf } from './surroundings.ts'

/** Runs the command line and ends the process. */
export const main = async (argv: readonly string[]): Promise<void> => {
  const house = dirname(dirname(realpathSync(fileURLToPath(import.meta.url))))
  const houses = [house, ...housesOf('@stagewright/core', '@stagewright/node'), ...startedFrom(argv[1])]
  const world = surroundingsOf(process, houses)
  for (const stream of [process.stdout, process.stderr]) stream.on('error', ignoreClosed)
  let code: ExitCode = exitCodes.well
  try {
    const program = makeProgram({
      world,
      version: versionOf(house),
      end: (ended) => {
        code = ended
      },
    })
    await program.parseAsync([...argv])
  } catch (error) {
    code = await explain(error, world, argv)
  }
  await leave(code)
}

/** Where packages of this library are, as Node names their files in stacks. */
const housesOf = (...packages: readonly string[]): readonly string[] =>
  packages.map((name) => dirname(dirname(realpathSync(fileURLToPath(import.meta.resolve(name))))))

/** The program that was started stands in the stack of all. */
const startedFrom = (program: string | undefined): readonly string[] =>
  program === undefined ? [] : [realpathSync(program)]

/** Who reads only the beginning, as `head` does, or has closed the terminal, wants no complaint. */
const ignoreClosed = (error: Error): void => {
  if (!['EPIPE', 'EIO'].includes(String(Reflect.get(error, 'code')))) throw error
}

const versionOf = (house: string): string => {
  const content: unknown = JSON.parse(readFileSync(join(house, 'package.json'), 'utf8'))
  return typeof content === 'object' && content !== null ? String(Reflect.get(content, 'version')) : ''
}

/** What reaches this place kept the command from doing anything. */
const explain = async (thrown: unknown, world: Surroundings, argv: readonly string[]): Promise<ExitCode> => {
  if (thrown instanceof CommanderError && thrown.exitCode === 0) return exitCodes.well
  const [{ describeError, errorJson }, { wrapFor }] = await Promise.all([
    import('./errors/describe-error.ts'),
    import('./text/wrap-for.ts'),
  ])
  const verbose = argv.includes('--verbose') || argv.includes('-v')
  // Of a mistake in its options, the parser has told already.
  if (!(thrown instanceof CommanderError))
    world.stderr.write(`${wrapFor(world.stderr, describeError(thrown, { ...world, verbose }))}\n`)
  if (argv.includes('--json')) {
    const { printJson } = await import('./text/print-json.ts')
    const exitCode = exitCodes.wrongUse
    printJson(world.stdout, argv[2] ?? '', {
      status: 'wrong-use',
      exitCode,
      errors: [errorJson(thrown, world)],
    })
  }
  return exitCodes.wrongUse
}

/** Milliseconds for what still writes, such as tsx what it has transformed. */
const patience = 50

/** Ends the process once all that was printed is out: what a stage left open must not keep it for long. */
const leave = async (code: ExitCode): Promise<void> => {
  process.exitCode = code
  const drained = [process.stdout, process.stderr].map(
    (stream) => new Promise<void>((resolve) => void stream.write('', () => resolve())),
  )
  await Promise.all(drained)
  // Where nothing is open, the process ends before this comes.
  setTimeout(() => process.exit(code), patience).unref()
}
