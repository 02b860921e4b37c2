import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { makeProject, type Project } from '../../../cli/test/support/project'
import { blocksAfter } from './page'

/** Node's prompt, which evaluates cells as the kernels of notebooks do. */
const makePrompt = async (folder: string) => {
  const child: ChildProcessWithoutNullStreams = spawn(process.execPath, ['-i'], { cwd: folder })
  let shown = ''
  child.stdout.on('data', (chunk: Buffer) => {
    shown += String(chunk)
  })
  const answer = async (): Promise<string> => {
    while (!/(?:^|\n)> $/u.test(shown)) await pause(10)
    const text = shown.slice(0, -2)
    shown = ''
    return text.trim()
  }
  await answer()
  return {
    /** What a cell's last statement shows. Statements go one by one, each as one line, for so the prompt takes them. */
    evaluate: async (cell: string): Promise<string> => {
      let shows = ''
      for (const statement of cell.split(/\n(?=\S)(?!\})/u)) {
        child.stdin.write(`${statement.replaceAll('\n', ' ')}\n`)
        shows = await answer()
      }
      return shows
    },
    close: () => child.kill(),
  }
}

describe('the cells of a notebook', () => {
  let project: Project
  let empty: string
  beforeAll(() => {
    empty = mkdtempSync(join(tmpdir(), 'notebook-'))
    project = makeProject(empty)
  })
  afterAll(() => {
    project.remove()
    rmSync(empty, { recursive: true })
  })

  it('run what changed, and nothing after a restart', async () => {
    const [cells = []] = blocksAfter('docs/recipes.md', 'cells')
    const [first, second] = cells.map(({ text }) => text)
    const ran = '(result.counts.ran)'
    let prompt = await makePrompt(project.folder)
    const evaluateAll = async () => {
      await prompt.evaluate(first ?? '')
      await prompt.evaluate(second ?? '')
      return prompt.evaluate(ran)
    }
    try {
      expect(await evaluateAll()).toBe('1')
      await prompt.evaluate(second ?? '')
      expect(await prompt.evaluate(ran)).toBe('0')
      prompt.close()
      prompt = await makePrompt(project.folder)
      expect(await evaluateAll()).toBe('0')
      await prompt.evaluate('normalise = (value) => value / 100')
      await prompt.evaluate(second ?? '')
      expect(await prompt.evaluate(ran)).toBe('1')
    } finally {
      prompt.close()
    }
  })
})
