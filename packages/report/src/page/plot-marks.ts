import {
  areaY,
  barX,
  barY,
  binX,
  binY,
  boxX,
  boxY,
  cell,
  dot,
  groupX,
  groupY,
  line,
  linearRegressionY,
  type Markish,
  rectX,
  rectY,
  ruleX,
  ruleY,
  text,
  tickX,
  tickY,
} from '@observablehq/plot'
import type { AnyRow, MarkName, PlotTransform } from '@stagewright/core'

type Draw = (rows: readonly AnyRow[], options: object) => Markish

/** The marks by the names that reports give them. Each takes whatever channels it has use for. */
export const marks: Readonly<Record<MarkName, Draw>> = {
  areaY,
  barX,
  barY,
  boxX,
  boxY,
  cell,
  dot,
  line,
  linearRegressionY,
  rectX,
  rectY,
  ruleX,
  ruleY,
  text,
  tickX,
  tickY,
} as Readonly<Record<MarkName, Draw>>

type Transform = (outputs: object, options: object) => object

/** Each transform, and the channel that it reduces. */
export const transforms: Readonly<Record<PlotTransform, readonly [Transform, 'x' | 'y']>> = {
  binX: [binX as Transform, 'y'],
  groupX: [groupX as Transform, 'y'],
  binY: [binY as Transform, 'x'],
  groupY: [groupY as Transform, 'x'],
}
