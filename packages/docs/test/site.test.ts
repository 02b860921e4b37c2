import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

it('the site builds, with a page for each guide and each public name, and without a warning', () => {
  const folder = mkdtempSync(join(tmpdir(), 'site-'))
  try {
    const tsx = pathToFileURL(require.resolve('tsx')).href
    const build = join(__dirname, '../src/build.ts')
    const flags = ['--conditions=stagewright-source', `--import=${tsx}`]
    const { status, stderr } = spawnSync(process.execPath, [...flags, build, folder], { encoding: 'utf8' })
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
    expect(readFileSync(join(folder, 'index.html'), 'utf8')).toContain('Start here')
    expect(readFileSync(join(folder, 'documents/Tutorial.html'), 'utf8')).toContain('readText')
    expect(readFileSync(join(folder, 'functions/stagewright.fileStore.html'), 'utf8')).toContain('fileStore')
  } finally {
    rmSync(folder, { recursive: true })
  }
}, 180_000)
