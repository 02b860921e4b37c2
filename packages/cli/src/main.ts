import { readFileSync, realpathSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { commandLine } from './command-line.ts'
import type { ExitCode } from './exit-code.ts'
import { placeOf, surroundingsOf } from './surroundings.ts'

/** Runs the command line and ends the process. */
export const main = async (argv: readonly string[]): Promise<void> => {
  const house = dirname(dirname(realpathSync(fileURLToPath(import.meta.url))))
  const houses = [house, ...housesOf('@stagewright/core', '@stagewright/node'), ...startedFrom(argv[1])]
  const world = surroundingsOf(placeOf(process), houses)
  for (const stream of [process.stdout, process.stderr]) stream.on('error', ignoreClosed)
  await leave(await commandLine(argv.slice(2), world, versionOf(house)))
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
