import { instance } from '@viz-js/viz'
import { pictureOfCommand } from './picture-of-command.ts'
import { dotOfKey } from './picture-of-key.ts'
import { picturePlans } from './picture-plans.ts'
import type { Plan } from 'stagewright'

/** The pictures of the docs by name, as SVG: plans that were really made, and a command that was really run. */
export const drawPictures = async (): Promise<ReadonlyMap<string, string>> => {
  const viz = await instance()
  const draw = (dot: string): string => forBothSchemes(viz.renderString(dot, { format: 'svg' }))
  const plans = await picturePlans()
  return new Map([
    ...[...plans].map(([name, plan]): [string, string] => [name, draw(captioned(plan))]),
    ['key', draw(dotOfKey)],
    ['command', pictureOfCommand()],
  ])
}

/** The plan's graph, which says each decision in words, and leaves out the reasons, for they may tell the time. */
const captioned = (plan: Plan): string =>
  plan
    .toDot()
    .replaceAll(/, tooltip="(?:[^"\\]|\\.)*"/gu, '')
    .replaceAll(
      /^ {2}s(\d+) \[label="/gmu,
      (line, index: string) => `${line}${plan.steps[Number(index)]?.decision}: `,
    )

/** Boxes are as wide as letters in Times are, and most readers see wider ones: these are smaller for it. */
const narrow = 'font-family="system-ui, sans-serif" font-size="11.5"'

/** On a light page and on a dark one: nothing behind, lines in between, and the letters in the boxes stay black. */
const forBothSchemes = (svg: string): string =>
  svg
    .slice(svg.indexOf('<svg'))
    .replace(/<polygon fill="white"[^>]*\/>\n/u, '')
    .replaceAll(/(stroke|fill)="black"/gu, '$1="#888"')
    .replaceAll(/<title>[^<]*<\/title>\n/gu, '')
    .replaceAll(/font-family="[^"]*" font-size="14.00"/gu, narrow)
