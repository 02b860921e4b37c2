import { lstatSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Trace } from '@stagewright/core'
import { isParts, isTargets } from '../index/decode-trace.ts'
import { sha256 } from '../../files/sha256.ts'
import { isOwnExecution, type Layout } from '../layout.ts'
import { parseLocation } from './location.ts'
import { type ExecutionBody, isExecutionBody } from '../index/execution-body.ts'
import { parseJson } from '../index/parse-json.ts'
import { bodyOf } from '../index/rows.ts'
import { storedIn, storedInBody } from './stored-in.ts'

/** The file in a folder of artifacts that says what they are, for a person and for rebuilding a lost index. */
export const sidecarName = 'trace.json'

const largestSidecar = 64 << 20

export const sidecarText = (trace: Omit<Trace, 'order'>): string => {
  const text = JSON.stringify(trace)
  return `{"proof":"${sha256(text)}",\n"trace":${text}}\n`
}

/** `undefined` where the file is missing, damaged, or not what this store writes. */
export const readSidecar = (path: string): Omit<Trace, 'order'> | undefined => {
  try {
    const found = lstatSync(path)
    if (!found.isFile() || found.size > largestSidecar) return undefined
    const [, proof, text] =
      /^\{"proof":"([0-9a-f]{64})",\n"trace":(.*)\}\n$/s.exec(readFileSync(path, 'utf8')) ?? []
    if (text === undefined || sha256(text) !== proof) return undefined
    const trace = parseJson(text)
    return isTrace(trace) ? trace : undefined
  } catch {
    return undefined
  }
}

/** Whether something that was read back is a trace; it may be crafted. */
export const isTrace = (value: unknown): value is Omit<Trace, 'order'> => {
  if (typeof value !== 'object' || value === null) return false
  const trace = value as Partial<Trace>
  const { inputs, reads, outputs } = trace
  return (
    typeof trace.stage === 'string' &&
    typeof trace.code === 'string' &&
    isParts(trace.parts) &&
    Array.isArray(inputs) &&
    Array.isArray(reads) &&
    Array.isArray(outputs) &&
    [...inputs, ...reads, ...outputs].every((item) => typeof item === 'object' && item !== null) &&
    isTargets(reads.map((read) => read.target)) &&
    isExecutionBody(bodyOf(trace as Trace, { stage: [0, 0], code: [0, 0], targets: [0, 0] }))
  )
}

/**
 * Takes the sidecars of replaced executions away, so that a rebuilt index does not bring back what an overwrite
 * replaced. Folders that the new execution still uses keep theirs.
 */
export const retireSidecars = (
  layout: Layout,
  replaced: readonly ExecutionBody[],
  by: Omit<Trace, 'order'>,
): void => {
  if (replaced.length === 0) return
  const inUse = new Set(storedIn(by).map(({ location }) => folderOf(location)))
  for (const body of replaced) {
    for (const { location } of storedInBody(body)) {
      const folder = folderOf(location)
      if (folder !== undefined && !inUse.has(folder) && isOwnExecution(layout, folder))
        removeSidecar(join(layout.artifacts, folder, sidecarName))
    }
  }
}

/** What replaces it is committed already, so nothing that happens here may undo that. */
const removeSidecar = (path: string): void => {
  try {
    rmSync(path, { force: true })
  } catch {
    // It matters only when the index is lost as well, before garbage is collected.
  }
}

/** The folder of an execution's large artifacts, for a location inside one. */
export const folderOf = (location: string | undefined): string | undefined => {
  const parsed = location === undefined ? undefined : parseLocation(location)
  return parsed === undefined || parsed.kind === 'row' ? undefined : parsed.folder
}
