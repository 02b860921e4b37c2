import { resolve } from 'node:path'
import { UsageError } from '../errors/usage-error.ts'
import { type ExitCode, exitCodes } from '../exit-code.ts'
import { defaultStore } from '../settings/default-store.ts'
import type { GarbageChoices } from '../settings/garbage-choices.ts'
import { remoteNeeded } from '../settings/remote.ts'
import type { Surroundings } from '../surroundings.ts'
import { countOf } from '../text/format-count.ts'
import { formatSize } from '../text/format-size.ts'

/** Options that look into a store, which a bucket is not. */
const ofStores = {
  unusedFor: '--unused-for',
  maxSize: '--max-size',
  unreachableFrom: '--unreachable-from',
  keep: '--keep',
  json: '--json',
} as const

/** `stagewright gc --remote` */
export const remoteGarbageCommand = async (
  choices: GarbageChoices,
  world: Surroundings,
): Promise<ExitCode> => {
  const given = Object.entries(ofStores).find(([name]) => Reflect.get(choices, name) !== undefined)
  if (given !== undefined)
    throw new UsageError(`gc --remote knows --older-than and --yes, and not ${given[1]}.`)
  const { store = defaultStore, olderThan, yes = false } = choices
  const remote = await remoteNeeded(choices.remote, world)
  const { collectRemoteGarbage } = await import('@stagewright/node')
  const report = await collectRemoteGarbage(resolve(world.cwd, store), remote, {
    dryRun: !yes,
    ...(olderThan !== undefined && { olderThanMs: olderThan }),
  })
  const { kept, dropped, segments, packs, removed, bytesRemoved, bytesKept } = report
  const done = yes ? ['Removed', 'Wrote'] : ['Would remove', 'Would write']
  world.stdout.write(
    `${done[0]} ${countOf(removed, 'object')} (${formatSize(bytesRemoved)}) from ${remote.name}; ${formatSize(bytesKept)} ${yes ? 'remain' : 'would remain'}.\n` +
      (packs < segments ? `${done[1]} ${countOf(segments, 'object')} of its index as ${packs}.\n` : '') +
      `${countOf(kept, 'execution')} ${yes ? 'stay' : 'would stay'}, ${dropped} ${yes ? 'went' : 'would go'}; what they alone named goes after a week.\n` +
      (yes ? '' : 'Nothing was changed: add --yes to do it.\n'),
  )
  return exitCodes.well
}
