import type { Decision } from './decide.ts'
import type { PlanJson } from './plan-data.ts'

const fills: Readonly<Record<Decision, string>> = {
  run: '#f6c177',
  maybe: '#f9e2bd',
  reuse: '#b7d7a8',
  skip: '#e6e6e6',
}

/** The graph in Graphviz's language: a box for each step, filled by its decision; dashed, what begins after what. */
export const toDot = ({ steps }: PlanJson): string => {
  const quote = (text: string): string => `"${text.replace(/["\\]/gu, '\\$&').replace(/\n/gu, '\\n')}"`
  const ids = new Map(steps.map(({ id }, index) => [id, `s${index}`]))
  const nodes = steps.map(
    ({ id, stage, record, decision, explanation }) =>
      `  ${ids.get(id)} [label=${quote(`${stage}\n${record}`)}, tooltip=${quote(`${decision}: ${explanation}`)}, fillcolor="${fills[decision]}"]`,
  )
  const edges = steps.flatMap(({ id, dependsOn, after }) => [
    ...dependsOn.map((producer) => `  ${ids.get(producer)} -> ${ids.get(id)}`),
    ...after.map((guard) => `  ${ids.get(guard)} -> ${ids.get(id)} [style=dashed]`),
  ])
  return [
    'digraph plan {',
    '  rankdir=LR',
    '  node [shape=box, style="rounded,filled"]',
    ...nodes,
    ...edges,
    '}',
    '',
  ].join('\n')
}

/** The graph as a Mermaid flow chart; dotted, what begins after what. */
export const toMermaid = ({ steps }: PlanJson): string => {
  const quote = (text: string): string =>
    text.replace(/[^\p{L}\p{N} .,_@=:/+-]/gu, (character) => `#${character.codePointAt(0)};`)
  const ids = new Map(steps.map(({ id }, index) => [id, `s${index}`]))
  const nodes = steps.map(
    ({ id, stage, record, decision }) =>
      `  ${ids.get(id)}["${quote(stage)}<br>${quote(record)}"]:::${decision}`,
  )
  const edges = steps.flatMap(({ id, dependsOn, after }) => [
    ...dependsOn.map((producer) => `  ${ids.get(producer)} --> ${ids.get(id)}`),
    ...after.map((guard) => `  ${ids.get(guard)} -.-> ${ids.get(id)}`),
  ])
  const classes = Object.entries(fills).map(
    ([decision, fill]) => `  classDef ${decision} fill:${fill},stroke:#666,color:#111`,
  )
  return ['flowchart LR', ...nodes, ...edges, ...classes, ''].join('\n')
}
