import { describeSeen, type Read, type Trace } from '@stagewright/core'
import type { StepDocument } from './run-document.ts'

/** What a step document takes from the execution that the step stands on. */
export const describeTrace = (
  trace: Trace,
): Pick<StepDocument, 'inputs' | 'outputs' | 'params' | 'reads' | 'code' | 'madeBy' | 'reports'> => ({
  inputs: trace.inputs,
  outputs: trace.outputs.map(({ name, digest, preview, stored }) => ({
    name,
    digest,
    ...(preview === undefined ? {} : { preview }),
    ...(stored === undefined ? {} : { size: stored.size, format: stored.format, location: stored.location }),
  })),
  params: trace.params,
  reads: trace.reads.map(describeRead),
  code: trace.code,
  madeBy: { run: trace.run, startedAt: trace.startedAt, durationMs: trace.durationMs },
  ...(trace.reports === undefined ? {} : { reports: trace.reports }),
})

const describeRead = ({ target, saw }: Read): { readonly what: string; readonly saw: string } => {
  switch (target.door) {
    case 'param': {
      const owner = target.record === 0 ? '' : ` of record ${target.record}`
      const aspect = {
        value: '',
        has: ', whether it is there',
        keys: ', its keys',
        kind: ', its kind',
        operational: ', whether it is operational',
      }
      return {
        what: `parameter ${target.path.join('.') || '(all)'}${aspect[target.aspect]}${owner}`,
        saw: target.aspect === 'value' ? describeSeen(saw) : saw,
      }
    }
    case 'name':
      return {
        what: target.record === 0 ? 'the name' : `the name of record ${target.record}`,
        saw,
      }
    case 'file':
      return { what: `file ${target.path}`, saw: saw.slice(0, 12) }
    case 'env':
      return { what: `environment variable ${target.name}`, saw: saw.slice(0, 12) }
  }
}
