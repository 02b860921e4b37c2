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
    for (const module of project.getReflectionsByKind(ReflectionKind.Module)) {
      const { name }: { name: string } = JSON.parse(
        readFileSync(join(root, 'packages', module.name.replace(/\/src.*$/u, ''), 'package.json'), 'utf8'),
      )
      module.name = name
    }
  })
}

const headingOf = ({ content: [first] }: DocumentReflection): string | undefined =>
  first?.kind === 'text' ? /^\s*# (?<title>.+)$/mu.exec(first.text)?.groups?.['title'] : undefined

const groupOf = (page: DocumentReflection): string => {
  const file = page.project.files.getReflectionPath(page)
  return file !== undefined && relative(join(root, 'docs'), file).includes('decisions')
    ? 'Decisions'
    : 'Guide'
}
