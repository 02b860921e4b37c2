import { mkdtempSync, readdirSync, realpathSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runProgram } from './run-program.ts'

jest.setTimeout(180_000)

let folder = ''
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'stagewright-test-')))
  writeFileSync(join(folder, 'data.csv'), '1,2,3\n')
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const digits = (...args: readonly string[]) => runProgram('digits', folder, ...args)
const all = ['clean', 'compare', 'fit', 'fit', 'load']

describe('in a new process', () => {
  test('what an earlier one made is reused, from .stagewright/ in the working folder', () => {
    const first = digits()
    expect(first.called).toEqual(all)
    expect(readdirSync(folder).toSorted()).toEqual(['.stagewright', 'data.csv'])
    const second = digits()
    expect(second.called).toEqual([])
    expect(second.table).toEqual(first.table)
  })

  test('a changed parameter runs what read it, and the uncached step that it needs', () => {
    digits()
    const changed = digits('2')
    expect(changed.called).toEqual(['clean', 'compare', 'fit'])
    expect(changed.table).toEqual([
      [2, '8 12 16'],
      [10, '40 60 80'],
    ])
    expect(digits('1').called).toEqual([])
    expect(digits('2').called).toEqual([])
  })

  test('an edited helper runs the stages that reach it', () => {
    digits()
    expect(digits('1', 'helper').called).toEqual(['clean', 'compare', 'fit', 'fit'])
    expect(digits('1').called).toEqual([])
  })

  test('an edited data file runs what read it, and nothing more where the result is the same', () => {
    digits()
    writeFileSync(join(folder, 'data.csv'), '4,5,6\n')
    expect(digits().called).toEqual(['load'])
    expect(digits().called).toEqual([])
  })

  test('a touched file whose content is the same runs nothing', () => {
    digits()
    utimesSync(join(folder, 'data.csv'), new Date(1e12), new Date(1e12))
    expect(digits().called).toEqual([])
  })

  test('an environment variable that was read counts', () => {
    digits()
    process.env['OFFSET'] = '5'
    try {
      expect(digits().called).toEqual(['clean', 'compare', 'fit', 'fit'])
      expect(digits().table[0]).toEqual([1, '9 11 13'])
    } finally {
      delete process.env['OFFSET']
    }
    expect(digits().called).toEqual([])
  })

  test('a store that was deleted is made anew', () => {
    digits()
    rmSync(join(folder, '.stagewright'), { recursive: true })
    expect(digits().called).toEqual(all)
  })
})

test('a chain of 100,000 uncached stages is planned and run in seconds', () => {
  const { steps, value, planning, running } = runProgram('chain', folder, '100000')
  expect([steps, value]).toEqual([100_001, 100_000])
  expect(planning).toBeLessThan(60)
  expect(running).toBeLessThan(150)
})
