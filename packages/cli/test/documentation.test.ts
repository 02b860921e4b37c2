import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { exitCodes } from '../src/exit-code.ts'
import { makeProgram } from '../src/program.ts'
import { placeOf, surroundingsOf } from '../src/surroundings.ts'

const page = readFileSync(resolve(__dirname, '../../../docs/command.md'), 'utf8')

test('the page on the command names every command and every exit code', () => {
  const program = makeProgram({ world: surroundingsOf(placeOf(process), []), version: '0', end: () => {} })
  for (const command of program.commands) expect(page).toContain(`| \`${command.name()}`)
  for (const code of Object.values(exitCodes)) expect(page).toMatch(new RegExp(`^\\| ${code} +\\|`, 'mu'))
})
