import { isContext } from './origins.ts'
import type { Printer } from './printer.ts'
import { child, children, staticKey, type Syntax } from './syntax.ts'

/** Notes a member that is read of what the text does not tell. */
export const noteMember = (printer: Printer, node: Syntax, name: string | undefined): void => {
  const property = child(node, 'property')
  if (property?.type === 'PrivateIdentifier' && node !== printer.target)
    printer.readsPrivate.add(`#${String(property.name)}`)
  if (name === undefined) return
  printer.members.add(name)
  if (name === 'name') printer.readsNames = true
  if (name === 'constructor') printer.readsClassNames = true
  if (name === 'file' && isContext(printer, child(node, 'object'))) printer.opensFiles = true
}

/** The same for what a pattern takes; of a stage's context the name is tracked by itself. */
export const noteTaken = (printer: Printer, pattern: Syntax): void => {
  for (const property of children(pattern, 'properties')) {
    const name = staticKey(child(property, 'key'), property.computed === true)
    if (name !== undefined) printer.members.add(name)
    if (name === 'name') printer.readsNames = true
    if (name === 'constructor') printer.readsClassNames = true
  }
}
