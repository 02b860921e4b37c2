import { writeFileSync } from 'node:fs'
import { extname, resolve } from 'node:path'
import type { Plan } from '@stagewright/core'
import { UsageError } from '../errors/usage-error.ts'
import { type ExitCode, exitCodes } from '../exit-code.ts'
import { prepareTargets } from '../load/prepare-targets.ts'
import type { Choices } from '../settings/choices.ts'
import type { Surroundings } from '../surroundings.ts'

type GraphFormat = 'svg' | 'dot' | 'mermaid'

export interface GraphChoices extends Choices {
  readonly format?: GraphFormat
  readonly out?: string
}

const formatsByExtension: Readonly<Record<string, GraphFormat>> = {
  '.svg': 'svg',
  '.dot': 'dot',
  '.gv': 'dot',
  '.mmd': 'mermaid',
  '.mermaid': 'mermaid',
}

/** `stagewright graph FILE` */
export const graphCommand = async (
  file: string,
  choices: GraphChoices,
  { cwd, stdout, stderr }: Surroundings,
): Promise<ExitCode> => {
  const format = choices.format ?? formatOf(choices.out)
  const { toolkit, targets, store, overwrite } = await prepareTargets(file, choices, cwd)
  const plan = await toolkit.nodeEngine().plan(targets, { store, overwrite })
  const picture = await draw(plan, format)
  if (choices.out === undefined) {
    stdout.write(picture)
    return exitCodes.well
  }
  try {
    writeFileSync(resolve(cwd, choices.out), picture)
  } catch (error) {
    throw new UsageError(`The graph cannot be written to ${choices.out}: ${(error as Error).message}`, error)
  }
  stderr.write(`Wrote ${choices.out}: ${plan.steps.length} steps.\n`)
  return exitCodes.well
}

const formatOf = (out: string | undefined): GraphFormat => {
  if (out === undefined) return 'svg'
  const format = formatsByExtension[extname(out).toLowerCase()]
  if (format === undefined)
    throw new UsageError(
      `What is ${out} to be? End it in .svg, .dot or .mmd, or say --format svg|dot|mermaid.`,
    )
  return format
}

const draw = async (plan: Plan, format: GraphFormat): Promise<string> => {
  if (format === 'dot') return plan.toDot()
  if (format === 'mermaid') return plan.toMermaid()
  const { instance } = await import('@viz-js/viz')
  const viz = await instance()
  return viz.renderString(plan.toDot(), { format: 'svg' })
}
