import { resolve } from 'node:path'
import { type ExitCode, exitCodes } from '../exit-code.ts'
import { defaultStore } from '../settings/default-store.ts'
import { remoteNeeded } from '../settings/remote.ts'
import type { Surroundings } from '../surroundings.ts'
import { countOf } from '../text/format-count.ts'

export interface SyncChoices {
  readonly store?: string
  readonly remote?: string
}

/** `stagewright sync` */
export const syncCommand = async (
  { store = defaultStore, remote: named }: SyncChoices,
  world: Surroundings,
): Promise<ExitCode> => {
  const remote = await remoteNeeded(named, world)
  const { syncStore } = await import('@stagewright/node')
  const { received, sent, lacking } = await syncStore(resolve(world.cwd, store), remote)
  world.stdout.write(
    `${store} and ${remote.name}: ${countOf(sent, 'execution')} sent, ${countOf(received, 'execution')} received.\n`,
  )
  if (lacking > 0)
    world.stderr.write(
      `${world.paint('yellow', 'warning:')} ${countOf(lacking, 'execution')} could not be sent, because artifacts of them are missing or damaged here. stagewright verify names them.\n`,
    )
  return exitCodes.well
}
