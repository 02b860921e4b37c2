import { existsSync, writeFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileStore, json, record, run, stage } from 'stagewright'

const folder = process.env.RUNS_IN_STAGES

/** Waits until all of these have begun, for a while. */
const meet = async (me, all) => {
  writeFileSync(`${folder}/began-${me}`, '')
  for (let tries = 0; tries < 200 && !all.every((one) => existsSync(`${folder}/began-${one}`)); tries++)
    await sleep(20)
}

/** Its function asks for another one of its kind, and that for the next, in a circle. */
export const asks = stage({ name: 'asks', outputs: ['x'], cachers: [json()] })(async ({ params }) => {
  const { me, all } = params
  if (params.meets) await meet(me, all)
  const next = all[(all.indexOf(me) + 1) % all.length]
  const target = asked(next, all, params.meets)
  const result = await run(target, { store: fileStore(`${folder}/store`) })
  return { x: await result.value(target, 'x') }
})

export const asked = (me, all, meets) => asks(record({ me, all: [...all], meets }, { name: me }))

/** What such steps may do: ask for a step that asks for nothing. */
const plain = stage({ name: 'plain', outputs: ['x'], cachers: [json()] })(async () => {
  await sleep(300)
  return { x: 1 }
})
export const modest = stage({ name: 'modest', outputs: ['y'], cachers: [json()] })(async ({ params }) => {
  const target = plain(record({}))
  const result = await run(target, { store: fileStore(`${folder}/store`) })
  return { y: params.k + (await result.value(target, 'x')) }
})
