import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { Application } from 'typedoc'
import { root } from './folders.ts'
import { namePages } from './name-pages.ts'

/** What people import: its public names make the reference. */
const entries = [
  'stagewright/src/index.ts',
  'testing/src/index.ts',
  'testing/src/oracle/index.ts',
  'testing/src/store-conformance/index.ts',
  'testing/src/executor-conformance/index.ts',
  'testing/src/remote-conformance/index.ts',
  'cachers/src/index.ts',
  'cachers/src/arrow.ts',
  'cachers/src/parquet.ts',
  'cachers/src/duckdb.ts',
  'report/src/index.ts',
  'telemetry/src/index.ts',
  's3/src/index.ts',
]

/** The order in which pages are to be read; all others follow. */
const order = [
  'why',
  'tutorial',
  'install',
  'how-skipping-works',
  'recipes',
  'lists',
  'run',
  'more-than-one-core',
  'command',
  'reports',
  'formats',
  'testing',
  'build-a-library',
  'write-your-own-store',
  'write-your-own-executor',
  'write-your-own-fingerprinter',
  'share-results',
  'continuous-integration',
  'troubleshooting',
  'runtimes',
  'telemetry',
  'coming-from-curifactory',
  'coming-from-targets',
  'coming-from-turborepo',
  'glossary',
  'store-format',
  'changelog',
]

const pagesIn = (folder: string): readonly string[] => {
  const names = readdirSync(join(root, folder))
    .filter((name) => name.endsWith('.md') && name !== 'README.md')
    .map((name) => name.slice(0, -'.md'.length))
  const known = order.filter((name) => names.includes(name))
  const others = names.filter((name) => !order.includes(name))
  return [...known, ...others].map((name) => join(root, folder, `${name}.md`))
}

/**
 * Builds the site: the pages of `docs/`, and a reference made from doc comments.
 *
 * @throws when something is wrong with the pages or with the program; a link that leads nowhere is
 */
export const buildSite = async (folder: string): Promise<void> => {
  const app = await Application.bootstrap({
    name: 'Stagewright',
    entryPoints: entries.map((entry) => join(root, 'packages', entry)),
    basePath: join(root, 'packages'),
    tsconfig: join(root, 'packages/docs/tsconfig.reference.json'),
    readme: join(root, 'docs/README.md'),
    projectDocuments: [...pagesIn('docs'), ...pagesIn('docs/decisions')],
    customCss: join(root, 'packages/docs/style.css'),
    skipErrorChecking: true, // as the compiler's own check does it
    disableSources: true,
    excludeExternals: true,
    includeVersion: true,
    hideGenerator: true,
    searchInDocuments: true,
    navigation: { includeGroups: true, excludeReferences: true },
    groupOrder: ['Guide', 'Modules', 'Decisions', '*'],
    highlightLanguages: ['ts', 'js', 'sh', 'json', 'yaml', 'r', 'python', 'html', 'css'],
    logLevel: 'Warn',
  })
  namePages(app)
  const project = await app.convert()
  if (project === undefined) throw new Error('The reference cannot be made: see the errors above.')
  app.validate(project)
  await app.generateDocs(project, folder)
  const { errorCount, warningCount } = app.logger
  if (errorCount + warningCount > 0) throw new Error('The site has faults: see above.')
}
