import { child, stringOf, type Syntax } from './syntax.ts'

/** The canonical text of a number, and of every other value that a literal can spell. */
export const primitiveText = (value: unknown): string => {
  switch (typeof value) {
    case 'string':
      return JSON.stringify(value)
    case 'number':
      return Object.is(value, -0) ? '-0' : String(value)
    case 'bigint':
      return `${value}n`
    default:
      return String(value)
  }
}

/** The value that a node spells, also as `void 0`, `!0` or `-1`. */
export const literalText = (node: Syntax): string | undefined => {
  const text = stringOf(node)
  if (text !== undefined) return primitiveText(text)
  if (node.type === 'Literal') {
    const regex = node.regex as { pattern: string; flags: string } | undefined
    if (regex !== undefined)
      return `(regexp ${JSON.stringify(regex.pattern)} ${regex.flags.split('').toSorted().join('')})`
    if (typeof node.bigint === 'string') return `${BigInt(node.bigint)}n`
    return primitiveText(node.value)
  }
  if (node.type !== 'UnaryExpression') return undefined
  const argument = child(node, 'argument')
  const number =
    argument?.type === 'Literal' && typeof argument.value === 'number' ? argument.value : undefined
  if (number === undefined) return undefined
  if (node.operator === 'void') return 'undefined'
  if (node.operator === '!' && (number === 0 || number === 1)) return String(number === 0)
  return node.operator === '-' ? primitiveText(-number) : undefined
}
