import type * as core from '@stagewright/core'
import type * as node from '@stagewright/node'
import type { LoadedModule } from './import-module.ts'

/** This library as the experiment's file sees it. */
export type Toolkit = Pick<typeof core, 'recordsOfSets'> &
  Pick<typeof node, 'nodeEngine' | 'nodeFingerprinter' | 'fileStore' | 'threads'>

/**
 * The copy of this library that the program uses, which need not be the one that this command belongs to.
 * A program that uses none of its own gets the command's.
 */
export const toolkitOf = async (module: LoadedModule): Promise<Toolkit> => {
  try {
    return (await module.load('stagewright')) as Toolkit
  } catch (error) {
    if (!isNotFound(error)) throw error
    const [core, node] = await Promise.all([import('@stagewright/core'), import('@stagewright/node')])
    return { ...core, ...node }
  }
}

const isNotFound = (error: unknown): boolean =>
  error instanceof Error &&
  ['MODULE_NOT_FOUND', 'ERR_MODULE_NOT_FOUND', 'ERR_PACKAGE_PATH_NOT_EXPORTED'].includes(
    String(Reflect.get(error, 'code')),
  )
