import * as face from 'stagewright'
import type { AnyTarget } from './workbench.ts'

// The face as plain JavaScript sees it, for wiring that is built at run time or is wrong on purpose.

type AnyFunction = (...args: any[]) => unknown

export const stage = face.stage as unknown as (
  spec: unknown,
) => (fn: AnyFunction) => (record: AnyTarget) => AnyTarget
export const aggregate = face.aggregate as unknown as (
  spec: unknown,
) => (fn: AnyFunction) => (record: AnyTarget, records: readonly AnyTarget[]) => AnyTarget
export const pipeline = face.pipeline as unknown as (
  ...stages: readonly unknown[]
) => (record: AnyTarget) => AnyTarget
export const each = face.each as unknown as (
  spec: unknown,
) => (inner: unknown) => (record: AnyTarget) => AnyTarget
export const record = face.record as unknown as (params?: unknown, options?: unknown) => AnyTarget
export const fork = face.fork as unknown as (
  parent: AnyTarget,
  params: unknown,
  options?: unknown,
) => AnyTarget
export const lazy = face.lazy as unknown as (name: unknown, options?: unknown) => unknown
export const json = face.json as unknown as () => never
export const run = face.run as unknown as (targets: unknown, options?: unknown) => Promise<face.RunResult>
export const plan = face.plan as unknown as (targets: unknown, options?: unknown) => Promise<face.Plan>
