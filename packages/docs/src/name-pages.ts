import { readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { type Application, Converter, type DocumentReflection, ReflectionKind } from 'typedoc'
import { root } from './folders.ts'

/** Calls pages what their headings say, puts them in groups by folder, and calls modules what their packages are called. */
export const namePages = ({ converter }: Application): void => {
  converter.on(Converter.EVENT_CREATE_DOCUMENT, (_context, page) => {
    page.name = headingOf(page) ?? page.name
    page.frontmatter['group'] ??= groupOf(page)
  })
  converter.on(Converter.EVENT_RESOLVE_BEGIN, ({ project }) => {
    for (const module of project.getReflectionsByKind(ReflectionKind.Module))
      module.name = importedAs(module.name)
  })
}

/** `cachers/src/arrow` is imported as `@stagewright/cachers/arrow`. */
const importedAs = (path: string): string => {
  const [folder = '', entry = ''] = path.split('/src')
  const manifest = readFileSync(join(root, 'packages', folder, 'package.json'), 'utf8')
  const { name }: { name: string } = JSON.parse(manifest)
  return `${name}${entry}`
}

const headingOf = ({ content: [first] }: DocumentReflection): string | undefined =>
  first?.kind === 'text' ? /^\s*# (?<title>.+)$/mu.exec(first.text)?.groups?.['title'] : undefined

const groupOf = (page: DocumentReflection): string => {
  const file = page.project.files.getReflectionPath(page)
  return file !== undefined && relative(join(root, 'docs'), file).includes('decisions')
    ? 'Decisions'
    : 'Guide'
}
