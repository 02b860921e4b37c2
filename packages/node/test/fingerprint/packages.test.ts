import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { buildSync } from 'esbuild'
import { dependenciesOf } from '../../src/fingerprint/packages/package-dependencies.ts'
import { packageOfImport, packageOfScript } from '../../src/fingerprint/packages/packages.ts'
import { repository } from '../support/toolchains.ts'

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'stagewright-packages-')))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const at = (...parts: readonly string[]): string => join(folder, ...parts)
const url = (...parts: readonly string[]): string => pathToFileURL(at(...parts)).href
const install = (path: string, manifest: object): void => {
  mkdirSync(at(path), { recursive: true })
  writeFileSync(at(path, 'package.json'), JSON.stringify(manifest))
}

install('.', { name: 'app', version: '1.0.0' })
install('packages/own', { name: 'own', version: '1.0.0' })
install('node_modules/plain', { name: 'plain', version: '1.2.3' })
install('node_modules/plain/dist', { type: 'module' })
install('node_modules/@scope/kit', {
  name: '@scope/kit',
  version: '2.0.0',
  dependencies: { plain: '^1', inner: '*', lost: '*' },
  peerDependencies: { peer: '*' },
  optionalDependencies: { native: '*' },
})
install('node_modules/@scope/kit/node_modules/inner', {
  name: 'inner',
  version: '3.0.0',
  dependencies: { deep: '*' },
})
install('node_modules/deep', { name: 'deep', version: '4.0.0', dependencies: { '@scope/kit': '*' } })
install('node_modules/peer', { name: 'peer', version: '5.0.0' })
install('node_modules/native', { name: 'native', version: '6.0.0' })
symlinkSync(at('packages/own'), at('node_modules/own'))

describe('a package', () => {
  test('is known by the nearest name and version above a script', () => {
    const plain = { name: 'plain', version: '1.2.3', directory: at('node_modules/plain') }
    expect(packageOfScript(url('node_modules/plain/dist/index.js'))).toEqual(plain)
    expect(packageOfImport('plain/part', url('main.js'))).toEqual(plain)
  })

  test('that a workspace links is the user’s own, by whichever path it is loaded', () => {
    expect(packageOfScript(url('packages/own/index.js'))).toBeUndefined()
    expect(packageOfScript(url('node_modules/own/index.js'))).toBeUndefined()
    expect(packageOfImport('own', url('main.js'))).toBeUndefined()
  })

  test('that Node gives has no version', () => {
    expect(packageOfImport('fs', url('main.js'))).toEqual({ name: 'node:fs', version: undefined })
    expect(packageOfScript('node:internal/util')).toEqual({ name: 'node:internal', version: undefined })
  })

  test('that is not installed, and a relative or an absolute import, is none', () => {
    for (const specifier of ['nowhere', './plain', '../plain', '/plain', '#plain', 'data:text/javascript,1'])
      expect(packageOfImport(specifier, url('main.js'))).toBeUndefined()
  })
})

describe('what a package depends on', () => {
  test('is all that it needs, directly or not, each as it resolves there, without what is optional', () => {
    expect(dependenciesOf(at('node_modules/@scope/kit'))).toEqual([
      'deep@4.0.0',
      'inner@3.0.0',
      'peer@5.0.0',
      'plain@1.2.3',
    ])
  })

  test('is nothing for one that needs nothing', () => {
    expect(dependenciesOf(at('node_modules/plain'))).toEqual([])
  })
})

describe('an import alias whose first part is a name of a package or of Node', () => {
  const tsx = pathToFileURL(join(repository, 'node_modules/tsx/dist/loader.mjs')).href
  const fingerprinter = at('fingerprinter.mjs')
  beforeAll(() => {
    buildSync({
      entryPoints: [join(repository, 'packages/node/src/fingerprint/index.ts')],
      outfile: fingerprinter,
      bundle: true,
      platform: 'node',
      format: 'esm',
    })
    const paths = { 'plain/*': ['./own/*'], deep: ['./own/deep.ts'], events: ['./own/events.ts'] }
    mkdirSync(at('aliased/own'), { recursive: true })
    writeFileSync(at('aliased/tsconfig.json'), JSON.stringify({ compilerOptions: { paths } }))
    writeFileSync(
      at('aliased/main.mts'),
      `import { rates } from 'plain/rates'
       import * as all from 'plain/rates'
       import { scale } from 'deep'
       import { once } from 'events'
       import { nodeFingerprinter } from '${pathToFileURL(fingerprinter).href}'
       const { code } = nodeFingerprinter()
       const stages = [() => rates.near, () => all.rates.near, () => scale(1), () => once.near]
       console.log(JSON.stringify(stages.map((fn) => code(fn).digest)))`,
    )
  })

  const digests = (near: number): readonly string[] => {
    writeFileSync(at('aliased/own/rates.ts'), `export const rates = { near: ${near} }`)
    writeFileSync(at('aliased/own/deep.ts'), `export const scale = (x: number) => x * ${near}`)
    writeFileSync(at('aliased/own/events.ts'), `export const once = { near: ${near} }`)
    const run = spawnSync(process.execPath, ['--no-warnings', '--import', tsx, 'main.mts'], {
      encoding: 'utf8',
      cwd: at('aliased'),
    })
    if (run.status !== 0) throw new Error(run.stderr)
    return JSON.parse(run.stdout) as string[]
  }

  test('counts as the module of the program that it stands for', () => {
    const [before, after, again] = [digests(2), digests(3), digests(2)]
    expect(again).toEqual(before)
    expect(after?.map((digest, index) => digest !== before?.[index])).toEqual([true, true, true, true])
  })
})
