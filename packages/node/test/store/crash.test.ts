import { readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { temporaryFolder } from '../../../core/test/support/temporary-folder.ts'
import { fileStore, verifyStore } from '../../src/store/index.ts'
import { problemsOf } from './fixtures/executions.ts'
import { runScript, scriptPath } from './run-script.ts'

const kills = Number(process.env['STAGEWRIGHT_CRASHES'] ?? 25)
const together = 2

const problemsAfter = async (directory: string, names: readonly string[]): Promise<readonly string[]> => {
  // A store that this process holds open would not be opened anew, which is when leftovers are removed.
  await using store = fileStore(directory)
  const session = await store.open({ readOnly: false })
  const problems: string[] = []
  for (const name of names) problems.push(...(await problemsOf(session, name)))
  await session.close()
  return problems
}

test(
  `${kills} kills at random moments lose nothing that was finished and leave nothing half done`,
  async () => {
    const folder = temporaryFolder()
    scriptPath('endless-writer')
    const problems: string[] = []
    let finished = 0
    for (let kill = 0; kill < kills; kill++) {
      // A new store every 10 kills, so that opening and creating are hit, too.
      const directory = join(folder, `store-${Math.floor(kill / 10)}`)
      const scripts = Array.from({ length: together }, (_, at) =>
        runScript('endless-writer', directory, `${kill}-${at}`),
      )
      if (kill % 5 !== 0) await scripts[0]?.firstLine
      await sleep(Math.random() * (kill % 5 === 0 ? 150 : 250))
      for (const { child } of scripts) child.kill('SIGKILL')
      await Promise.all(scripts.map(({ ended }) => ended))
      const names = scripts.flatMap(({ lines }) => lines)
      finished += names.length
      problems.push(...(await problemsAfter(directory, names)))
      expect(readdirSync(join(directory, 'staging'))).toEqual([])
      if (kill % 5 === 4) problems.push(...(await verifyStore(directory)).problems.map(({ what }) => what))
      expect(problems).toEqual([])
      if (kill % 10 !== 9 && kill !== kills - 1) continue
      const rerun = runScript('endless-writer', directory, 'rerun', '30')
      await rerun.ended
      problems.push(...(await problemsAfter(directory, rerun.lines)))
      if (rerun.lines.length !== 30) problems.push(`a rerun did ${rerun.lines.length} of 30`)
      rmSync(directory, { recursive: true })
    }
    expect(problems).toEqual([])
    expect(finished).toBeGreaterThan(kills)
  },
  60_000 + kills * 6_000,
)
