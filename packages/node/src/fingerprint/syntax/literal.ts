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

type Plain = string | number

const computed = (operator: unknown, a: Plain, b: Plain): Plain | undefined => {
  if (operator === '+' && typeof a === 'string' && typeof b === 'string') return a + b
  if (typeof a !== 'number' || typeof b !== 'number') return undefined
  switch (operator) {
    case '+':
      return a + b
    case '-':
      return a - b
    case '*':
      return a * b
    case '/':
      return a / b
    case '%':
      return a % b
    case '**':
      return a ** b
    default:
      return undefined
  }
}

/** The number or text that a node comes to without anything from outside, as `60 * 60`. */
const constantOf = (node: Syntax): Plain | undefined => {
  switch (node.type) {
    case 'Literal':
      return typeof node.value === 'number' || typeof node.value === 'string' ? node.value : undefined
    case 'TemplateLiteral':
      return stringOf(node)
    case 'ParenthesizedExpression': {
      const inner = child(node, 'expression')
      return inner && constantOf(inner)
    }
    case 'UnaryExpression': {
      const argument = child(node, 'argument')
      const value = node.operator === '-' && argument ? constantOf(argument) : undefined
      return typeof value === 'number' ? -value : undefined
    }
    case 'BinaryExpression': {
      const [left, right] = [child(node, 'left'), child(node, 'right')]
      // The right one first: in a long sum only the last term is looked at.
      const b = right && constantOf(right)
      const a = b === undefined ? undefined : left && constantOf(left)
      return a === undefined || b === undefined ? undefined : computed(node.operator, a, b)
    }
    default:
      return undefined
  }
}

/** The value that a node spells, also as `void 0`, `!0`, `-1` or `60 * 60`. */
export const literalText = (node: Syntax): string | undefined => {
  const constant = constantOf(node)
  if (constant !== undefined) return primitiveText(constant)
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
  return node.operator === '!' && (number === 0 || number === 1) ? String(number === 0) : undefined
}
