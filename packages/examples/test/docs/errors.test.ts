import * as stagewright from 'stagewright'
import { readPage } from './page'

const page = readPage('docs/run.md')
const [, errors = ''] = page.split('\n## Errors\n')
const tags = Object.entries(stagewright).flatMap(([name, value]) =>
  typeof value === 'function' && value.prototype instanceof stagewright.StagewrightError ? [name] : [],
)

describe('docs/run.md', () => {
  it('has a section for each error, in order, and for nothing else', () => {
    const sections = [...errors.matchAll(/^### (?<tag>\w+)$/gmu)].map(({ groups }) => groups?.['tag'])
    expect(sections).toEqual(tags.toSorted())
  })

  it.each(tags)('shows how to mend a %s', (tag) => {
    const section = errors.split(`### ${tag}\n`)[1]?.split('\n### ')[0]
    expect(section).toMatch(/\nTo mend it: \S/u)
  })
})
