import { json, makeEngine, memoryStore, type PlanError, record, stage } from '@stagewright/core'
import { failureOf } from '../support/workbench.ts'

/** Core's own engine, as in a browser: nothing is shown of a function but its text. */
const { plan, run } = makeEngine()

const made = (
  fn: () => { x: number },
  said: { readonly version?: string; readonly deps?: readonly unknown[] } = {},
) => stage({ name: 'made', outputs: ['x'], cachers: [json()], ...said })(fn)(record({}))

/** A function of this text, as another load of an edited program would have it. */
const written = (text: string): (() => { x: number }) =>
  new Function(`return (${text})`)() as () => { x: number }

const runsAgain = async (
  before: ReturnType<typeof made>,
  after: ReturnType<typeof made>,
): Promise<boolean> => {
  const store = memoryStore()
  await run(before, { store })
  return (await run(after, { store })).counts.ran > 0
}

describe('where nothing is shown of a function but its text', () => {
  test('the function itself counts', async () => {
    expect(await runsAgain(made(written('() => ({ x: 1 })')), made(written('() => ({ x: 2 })')))).toBe(true)
  })

  test('spaces and comments do not', async () => {
    const edited = written('() => ( {   x: 1 /* one */ } ) // end\n')
    expect(await runsAgain(made(written('() => ({ x: 1 })')), made(edited))).toBe(false)
  })

  test('a version counts alone', async () => {
    const [one, two] = ['() => ({ x: 1 })', '() => ({ x: 2 })'].map(written)
    expect(await runsAgain(made(one!, { version: '1' }), made(two!, { version: '1' }))).toBe(false)
    expect(await runsAgain(made(one!, { version: '1' }), made(one!, { version: '2' }))).toBe(true)
  })

  test('dependencies count beside the function: data by its content, functions by their text', async () => {
    const fn = written('() => ({ x: 1 })')
    const helpers = ['(x) => x + 1', '(x) => x + 2'].map(written)
    expect(await runsAgain(made(fn, { deps: [{ k: [1] }] }), made(fn, { deps: [{ k: [1] }] }))).toBe(false)
    expect(await runsAgain(made(fn, { deps: [{ k: [1] }] }), made(fn, { deps: [{ k: [2] }] }))).toBe(true)
    expect(await runsAgain(made(fn, { deps: [helpers[0]] }), made(fn, { deps: [helpers[1]] }))).toBe(true)
    expect(await runsAgain(made(fn, { deps: [1, 2] }), made(fn, { deps: [2, 1] }))).toBe(true)
    expect(
      await runsAgain(
        made(fn, { version: '1', deps: [helpers[0]] }),
        made(fn, { version: '1', deps: [helpers[1]] }),
      ),
    ).toBe(true)
  })

  const targets = ['a', 'b', 'c', 'd', 'e', 'f', 'g'].map((name) =>
    stage({ name, outputs: ['x'], cachers: [json()] })(() => ({ x: 1 }))(record({})),
  )

  test('that is told in one warning, unless all stages say it themselves', async () => {
    const { warnings } = await plan(targets)
    expect(warnings).toEqual([
      {
        type: 'untracked-code',
        stage: 'a',
        record: record({}).name,
        subject: 'whatever its function captured',
        message: expect.stringContaining("'a', 'b', 'c', 'd', 'e', 2 more"),
      },
    ])
    const fn = written('() => ({ x: 1 })')
    expect((await plan([made(fn, { version: '1' })])).warnings).toEqual([])
    expect((await plan([made(fn, { deps: [1] })])).warnings).toEqual([])
  })

  test('under strict it is an error of each stage', async () => {
    // What is rejected here is of this type, as the next line proves.
    const error = (await failureOf(plan(targets, { strict: true }))) as unknown as PlanError
    expect(error._tag).toBe('PlanError')
    expect(error.errors.map(({ stage: name }) => name)).toEqual(['a', 'b', 'c', 'd', 'e', 'f', 'g'])
    await run(made(written('() => ({ x: 1 })'), { version: '1' }), { strict: true })
  })
})
