/** The names and values that programs and edits are drawn from: few, so that they meet often. */
export const artifactNames = ['x', 'y', 'z', 'w'] as const
export const fileNames = ['in.csv', 'b.txt', 'file-0', 'file-1'] as const
export const fileTexts = ['one', 'two', 'three'] as const
export const variableNames = ['MODE', 'LEVEL'] as const
export const variableValues = ['', 'fast', 'slow'] as const

/** Paths that functions read and edits change; `gone` is in no record at first. */
export const paramPaths: readonly (readonly string[])[] = [
  ['a'],
  ['b'],
  ['flag'],
  ['gone'],
  ['group', 'c'],
  ['group', 'd'],
  ['group', 'deep', 'e'],
  ['list', '0'],
  ['list', '1'],
]

/** Parameters that never change a result. */
export const operational: readonly string[] = ['workers']
