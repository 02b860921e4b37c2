import { Command } from 'commander'
import { registerList } from './register/ls.ts'
import { registerShow } from './register/show.ts'
import { registerOpen } from './register/open.ts'
import { registerExport } from './register/export.ts'
import { registerHistory } from './register/history.ts'
import { registerDiff } from './register/diff.ts'
import { registerGarbage } from './register/gc.ts'
import { registerVerify } from './register/verify.ts'
import { registerAccept } from './register/accept.ts'
import { registerCompletion } from './register/completion.ts'
import { exitCodeHelp } from './register/exit-code-help.ts'
import { registerExplain } from './register/explain.ts'
import { registerGraph } from './register/graph.ts'
import { registerInit } from './register/init.ts'
import { registerPlan } from './register/plan.ts'
import type { Registry } from './register/registration.ts'
import { registerReport } from './register/report.ts'
import { registerRun } from './register/run.ts'
import { registerSync } from './register/sync.ts'
import { registerUi } from './register/ui.ts'
import { registerWatch } from './register/watch.ts'
import { registerWhy } from './register/why.ts'

/** In the order in which help lists them. */
const registrations = [
  registerRun,
  registerPlan,
  registerExplain,
  registerGraph,
  registerWatch,
  registerReport,
  registerUi,
  registerAccept,
  registerList,
  registerShow,
  registerOpen,
  registerExport,
  registerHistory,
  registerDiff,
  registerWhy,
  registerVerify,
  registerGarbage,
  registerSync,
  registerInit,
  registerCompletion,
] as const

/** The command line. */
export const makeProgram = (registry: Registry): Command => {
  const { world, version } = registry
  const program = new Command('stagewright')
    .description('Run pipelines without running a slow step twice.')
    .version(version, '-V, --version')
    .showHelpAfterError('(see stagewright --help)')
    .configureOutput({
      writeOut: (text) => world.stdout.write(text),
      writeErr: (text) => world.stderr.write(text),
    })
    .exitOverride()
    .addHelpText('after', exitCodeHelp)
  for (const register of registrations) register(program, registry)
  return program
}
