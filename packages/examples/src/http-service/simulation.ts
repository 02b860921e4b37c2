import { setTimeout as pause } from 'node:timers/promises'
import { json, pipeline, stage, type StageContext } from 'stagewright'

/** A walk on a line, one step at a time. Watches the signal, so that it stops when nobody waits for it any more. */
const walk = stage({ outputs: ['path'], cachers: [json()] })(async function walk({
  params,
  signal,
  progress,
}: StageContext<{ seed: number; steps: number }>) {
  const path = [0]
  let state = params.seed
  for (let step = 1; step <= params.steps; step++) {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31
    path.push((path.at(-1) ?? 0) + (state > 2 ** 30 ? 1 : -1))
    if (step % 100 === 0) await pause(2, undefined, { signal })
    progress(step, params.steps)
  }
  return { path }
})

const summarise = stage({ inputs: ['path'], outputs: ['summary'], cachers: [json()] })(function summarise(
  _: StageContext,
  { path }: { path: readonly number[] },
) {
  return { summary: { end: path.at(-1) ?? 0, lowest: Math.min(...path), highest: Math.max(...path) } }
})

export const simulate = pipeline(walk, summarise)
