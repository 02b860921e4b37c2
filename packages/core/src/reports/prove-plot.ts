import { proveJson } from '../cachers/prove-json.ts'
import type { MarkName, PlotMark, PlotOptions } from '../types/plot-mark.ts'
import { describe, refuse, reportPlainData } from './refuse.ts'

const markNames: readonly string[] = [
  'areaY',
  'barX',
  'barY',
  'boxX',
  'boxY',
  'cell',
  'dot',
  'line',
  'linearRegressionY',
  'rectX',
  'rectY',
  'ruleX',
  'ruleY',
  'text',
  'tickX',
  'tickY',
] satisfies readonly MarkName[]

const channels: readonly string[] = [
  'x',
  'y',
  'x1',
  'x2',
  'y1',
  'y2',
  'z',
  'fx',
  'fy',
  'r',
  'fill',
  'stroke',
  'strokeWidth',
  'opacity',
  'text',
] satisfies readonly (keyof PlotMark)[]

const choices: Readonly<Record<string, readonly string[]>> = {
  mark: markNames,
  transform: ['binX', 'binY', 'groupX', 'groupY'],
  reduce: ['count', 'proportion', 'sum', 'mean', 'median', 'min', 'max'],
} satisfies Partial<Record<keyof PlotMark, readonly string[]>>

/** @throws TypeError naming the path of what is no mark */
export const proveMarks = (value: unknown): readonly PlotMark[] => {
  if (!Array.isArray(value)) return refuse(['marks'], `is ${describe(value)}, and not a list of marks`)
  return value.map((mark: unknown, at) => proveMark(mark, at))
}

const proveMark = (mark: unknown, at: number): PlotMark => {
  if (typeof mark !== 'object' || mark === null)
    return refuse(['marks', at], `is ${describe(mark)}, and not a mark`)
  if (Reflect.get(mark, 'mark') === undefined) return refuse(['marks', at, 'mark'], 'is missing')
  const proven = Object.entries(mark).filter(([name, setting]) => {
    if (setting === undefined) return false
    const path = ['marks', at, name]
    const allowed = choices[name]
    if (allowed !== undefined) {
      if (!allowed.some((choice) => choice === setting))
        refuse(path, `is ${describe(setting)}. It is one of ${allowed.join(', ')}`)
    } else if (!channels.includes(name)) refuse(path, `is none of a mark's settings: ${channels.join(', ')}`)
    else if (typeof setting !== 'string' && !Number.isFinite(setting))
      refuse(path, `is ${describe(setting)}, and neither a column nor a number`)
    return true
  })
  // Each of its settings was proven by its name.
  return Object.fromEntries(proven) as unknown as PlotMark
}

const optionNames = ['x', 'y', 'color', 'width', 'height'] as const

/** @throws TypeError for options that are no plain data */
export const provePlotOptions = (part: (name: string) => unknown): PlotOptions => {
  const given = optionNames.flatMap((name) => {
    const option = part(name)
    return option === undefined ? [] : [[name, option] as const]
  })
  for (const [name, option] of given) {
    const isSize = name === 'width' || name === 'height'
    if (
      isSize
        ? !(Number.isFinite(option) && Number(option) > 0)
        : typeof option !== 'object' || option === null
    )
      refuse([name], `is ${describe(option)}, and not ${isSize ? 'a number of pixels' : 'an object'}`)
    proveJson({ [name]: option }, reportPlainData)
  }
  // What a scale may say is left to the one that draws it: it is plain data.
  return Object.fromEntries(given)
}
