import { writeFileSync } from 'node:fs'
import { extname, resolve } from 'node:path'
import { narrow, type PictureOptions, type Plan } from '@stagewright/core'
import { UsageError } from '../errors/usage-error.ts'
import { type ExitCode, exitCodes } from '../exit-code.ts'
import { prepareTargets } from '../load/prepare-targets.ts'
import type { Choices } from '../settings/choices.ts'
import type { Surroundings } from '../surroundings.ts'
import { countOf } from '../text/format-count.ts'
import { printJson } from '../text/print-json.ts'

type GraphFormat = 'svg' | 'png' | 'dot' | 'mermaid'

export interface GraphChoices extends Choices {
  readonly select?: readonly string[]
  readonly format?: GraphFormat
  readonly fold?: boolean
  readonly out?: string
  readonly json?: boolean
}

const formatsByExtension: Readonly<Record<string, GraphFormat>> = {
  '.svg': 'svg',
  '.png': 'png',
  '.dot': 'dot',
  '.gv': 'dot',
  '.mmd': 'mermaid',
  '.mermaid': 'mermaid',
}

/** `stagewright graph FILE` */
export const graphCommand = async (
  file: string,
  choices: GraphChoices,
  world: Surroundings,
): Promise<ExitCode> => {
  const { cwd, stdout, stderr } = world
  const format = choices.format ?? formatOf(choices.out)
  const { experiment, shown, toolkit, targets, store, overwrite } = await prepareTargets(file, choices, world)
  const whole = await toolkit.nodeEngine().plan(targets, { store, experiment: experiment.name, overwrite })
  const plan = choices.select === undefined ? whole : narrow(whole, choices.select)
  if (choices.json === true) {
    printJson(stdout, 'graph', { file: shown, ...graphOf(plan) })
    return exitCodes.well
  }
  const picture = await draw(plan, format, choices)
  if (choices.out === undefined) {
    stdout.write(picture)
    return exitCodes.well
  }
  try {
    writeFileSync(resolve(cwd, choices.out), picture)
  } catch (error) {
    throw new UsageError(`The graph cannot be written to ${choices.out}: ${(error as Error).message}`, error)
  }
  stderr.write(`Wrote ${choices.out}: ${countOf(plan.steps.length, 'step')}.\n`)
  return exitCodes.well
}

/** The steps, and which of them feeds which other with what. */
const graphOf = ({ steps }: Plan): object => {
  const known = new Map(steps.map((step) => [step.id, step]))
  return {
    nodes: steps.map(({ id, stage, record, decision }) => ({ id, stage, record, decision })),
    edges: steps.flatMap(({ id, inputs, dependsOn }) =>
      dependsOn
        .filter((from) => known.has(from))
        .map((from) => ({
          from,
          to: id,
          artifacts: (known.get(from)?.outputs ?? []).filter((name) => inputs.includes(name)),
        })),
    ),
  }
}

const formatOf = (out: string | undefined): GraphFormat => {
  if (out === undefined) return 'svg'
  const format = formatsByExtension[extname(out).toLowerCase()]
  if (format === undefined)
    throw new UsageError(
      `Unknown format: ${out}. Use a name that ends in .svg, .png, .dot or .mmd, or add --format svg|png|dot|mermaid.`,
    )
  return format
}

const draw = async (
  plan: Plan,
  format: GraphFormat,
  options: PictureOptions,
): Promise<string | Uint8Array> => {
  if (format === 'dot') return plan.toDot(options)
  if (format === 'mermaid') return plan.toMermaid(options)
  const svg = await drawSvg(plan.toDot(options))
  if (format === 'svg') return svg
  const { toPng } = await import('../system/to-png.ts')
  return toPng(svg)
}

const drawSvg = async (dot: string): Promise<string> => {
  const { instance } = await import('@viz-js/viz')
  const viz = await instance()
  return viz.renderString(dot, { format: 'svg' })
}
