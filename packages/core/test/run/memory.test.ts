import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { json, lazy } from 'stagewright'
import * as untyped from '../support/untyped.ts'
import { workbench } from '../support/workbench.ts'

setFlagsFromString('--expose-gc')
const gc = runInNewContext('gc') as () => void

const collect = async (): Promise<void> => {
  for (let turn = 0; turn < 2; turn++) {
    await new Promise((resolve) => setTimeout(resolve, 5))
    gc()
  }
}

/** A chain whose every value is watched, and how many of the earlier ones are alive when each stage begins. */
const watchedChain = (length: number, spec: (name: string) => object) => {
  const refs: WeakRef<object>[] = []
  const alive: number[] = []
  let target = untyped.record({})
  for (let at = 0; at < length; at++) {
    const name = `s${at}`
    target = untyped.stage({ name, inputs: at === 0 ? [] : [`s${at - 1}`], version: 1, ...spec(name) })(
      async () => {
        await collect()
        alive.push(refs.filter((ref) => ref.deref() !== undefined).length)
        const value = { at, filler: Array.from({ length: 1000 }, () => at) }
        refs.push(new WeakRef(value))
        return { [name]: value }
      },
    )(target)
  }
  return { target, alive, refs }
}

test.each<[string, (name: string) => object]>([
  ['with cachers', (name) => ({ outputs: [name], cachers: [json()] })],
  ['with lazy outputs', (name) => ({ outputs: [lazy(name)], cachers: [json()] })],
])('a value %s leaves memory after its last use', async (_, spec) => {
  const { target, alive } = watchedChain(6, spec)
  await workbench().run(target, { concurrency: 1 })
  expect(Math.max(...alive)).toBeLessThanOrEqual(2)
})

test('a value without cachers leaves memory after its last use, unless a target shows it', async () => {
  const { target, alive } = watchedChain(6, (name) => ({ outputs: [name] }))
  const hide = untyped.fork(untyped.record({}), {})
  const end = untyped.aggregate({ name: 'end', inputs: ['s5'], outputs: ['end'], version: 1 })(() => ({
    end: 1,
  }))
  await workbench().run(end(hide, [target]), { concurrency: 1 })
  expect(Math.max(...alive)).toBeLessThanOrEqual(2)
})

test('values without cachers that a target shows can be had from the result', async () => {
  const { target } = watchedChain(3, (name) => ({ outputs: [name] }))
  const told = await workbench().run(target)
  expect(await told.value(target, 's0')).toMatchObject({ at: 0 })
  expect(await told.value(target, 's2')).toMatchObject({ at: 2 })
})

test('of many records, only those that are worked on have values in memory', async () => {
  const refs: WeakRef<object>[] = []
  let most = 0
  const make = untyped.stage({ name: 'make', outputs: ['x'], cachers: [json()], version: 1 })(({
    params,
  }) => {
    const value = { k: params.k }
    refs.push(new WeakRef(value))
    return { x: value }
  })
  const use = untyped.stage({ name: 'use', inputs: ['x'], outputs: ['y'], cachers: [json()], version: 1 })(
    async (_, { x }) => {
      await collect()
      most = Math.max(most, refs.filter((ref) => ref.deref() !== undefined).length)
      return { y: x.k }
    },
  )
  const targets = Array.from({ length: 8 }, (_, k) => use(make(untyped.record({ k }))))
  await workbench().run(targets, { concurrency: 1 })
  expect(most).toBeLessThanOrEqual(3)
})
