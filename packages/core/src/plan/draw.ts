import { nodeOf, type StageGraph } from '../graph/stage-graph.ts'
import type { Decision } from './decide.ts'
import { plainText } from './plain-text.ts'
import type { PlanJson } from './plan-data.ts'

/** What a picture of a plan shows. */
export interface PictureOptions {
  /** One box for each stage in place of one for each step. Default: false. */
  readonly fold?: boolean
}

interface Box {
  readonly title: string
  readonly subtitle: string
  readonly decision: Decision
  readonly tooltip: string
}

interface Arrow {
  readonly from: number
  readonly to: number
  readonly label?: string
  /** Whether it is there for order alone. */
  readonly isOrder: boolean
}

interface Picture {
  readonly boxes: readonly Box[]
  readonly arrows: readonly Arrow[]
}

const fills: Readonly<Record<Decision, string>> = {
  run: '#f6c177',
  maybe: '#f9e2bd',
  reuse: '#b7d7a8',
  skip: '#e6e6e6',
}

/** A box for each step, filled by its decision. */
export const pictureOfSteps = ({ steps }: PlanJson): Picture => {
  const places = new Map(steps.map(({ id }, index) => [id, index]))
  return {
    boxes: steps.map(({ stage, record, decision, explanation }) => ({
      title: stage,
      subtitle: record,
      decision,
      tooltip: `${decision}: ${explanation}`,
    })),
    arrows: steps.flatMap(({ dependsOn, after }, to) => {
      const from = (ids: readonly string[], isOrder: boolean): readonly Arrow[] =>
        ids.flatMap((id) => {
          const place = places.get(id)
          return place === undefined ? [] : [{ from: place, to, isOrder }]
        })
      return [...from(dependsOn, false), ...from(after, true)]
    }),
  }
}

/** A box for each stage, filled by the decision of its steps that costs most; arrows carry the artifacts' names. */
export const pictureOfStages = ({ steps }: PlanJson, graph: StageGraph): Picture => {
  const counts = new Map<string, Record<Decision, number>>()
  for (const { stage, decision } of steps) {
    const known = counts.get(stage) ?? { run: 0, maybe: 0, reuse: 0, skip: 0 }
    known[decision]++
    counts.set(stage, known)
  }
  const places = new Map([...counts.keys()].map((stage, index) => [nodeOf(stage), index]))
  return {
    boxes: Array.from(counts, ([stage, each]) => {
      const told = byCost.filter((decision) => each[decision] > 0)
      const total = told.reduce((sum, decision) => sum + each[decision], 0)
      const subtitle = told.map((decision) => `${each[decision]} ${decision}`).join(', ')
      return {
        title: stage,
        subtitle,
        decision: told[0] ?? 'skip',
        tooltip: `${total} ${total === 1 ? 'step' : 'steps'}: ${subtitle}`,
      }
    }),
    arrows: graph.edges().flatMap(({ v, w }): readonly Arrow[] => {
      const [from, to] = [places.get(v), places.get(w)]
      if (from === undefined || to === undefined) return []
      const { artifacts } = graph.edge(v, w)
      return artifacts.length === 0
        ? [{ from, to, isOrder: true }]
        : [{ from, to, label: artifacts.join(', '), isOrder: false }]
    }),
  }
}

/** What is shown first of a stage whose steps differ. */
const byCost: readonly Decision[] = ['run', 'maybe', 'reuse', 'skip']

/** The picture in Graphviz's language; arrows for order alone are dashed. */
export const toDot = ({ boxes, arrows }: Picture): string => {
  const quote = (...lines: readonly string[]): string =>
    `"${lines.map((line) => plainText(line).replace(/["\\]/gu, '\\$&')).join('\\n')}"`
  return [
    'digraph plan {',
    '  rankdir=LR',
    '  node [shape=box, style="rounded,filled"]',
    ...boxes.map(
      ({ title, subtitle, decision, tooltip }, index) =>
        `  s${index} [label=${quote(title, subtitle)}, tooltip=${quote(tooltip)}, fillcolor="${fills[decision]}"]`,
    ),
    ...arrows.map(({ from, to, label, isOrder }) => {
      const style = isOrder ? ' [style=dashed]' : label === undefined ? '' : ` [label=${quote(label)}]`
      return `  s${from} -> s${to}${style}`
    }),
    '}',
    '',
  ].join('\n')
}

/** The picture as a Mermaid flow chart; arrows for order alone are dotted. */
export const toMermaid = ({ boxes, arrows }: Picture): string => {
  const quote = (text: string): string =>
    text.replace(/[^\p{L}\p{N} .,_@=:/+-]/gu, (character) => `#${character.codePointAt(0)};`)
  return [
    'flowchart LR',
    ...boxes.map(
      ({ title, subtitle, decision }, index) =>
        `  s${index}["${quote(title)}<br>${quote(subtitle)}"]:::${decision}`,
    ),
    ...arrows.map(({ from, to, label, isOrder }) => {
      const line = isOrder ? '-.->' : label === undefined ? '-->' : `-->|"${quote(label)}"|`
      return `  s${from} ${line} s${to}`
    }),
    ...Object.entries(fills).map(
      ([decision, fill]) => `  classDef ${decision} fill:${fill},stroke:#666,color:#111`,
    ),
    '',
  ].join('\n')
}
