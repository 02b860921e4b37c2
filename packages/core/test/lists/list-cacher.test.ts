import {
  fileStore,
  json,
  list,
  type List,
  memoryStore,
  pipeline,
  record,
  run,
  stage,
  text,
} from 'stagewright'
import { one } from '../../../testing/src/store-conformance/one.ts'
import * as untyped from '../support/untyped.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'
import { workbench } from '../support/workbench.ts'

interface Document {
  readonly title: string
}

const split = stage({ outputs: ['documents'], cachers: [list(json())] })(function split({
  params,
}: {
  params: { titles: readonly string[] }
}) {
  return { documents: params.titles.map((title): Document => ({ title })) }
})

const titles = stage({ inputs: ['documents'], outputs: ['first', 'all'], cachers: [json(), json()] })(
  async function titles(_, { documents }: { documents: List<Document> }) {
    const all: string[] = []
    for await (const { title } of documents) all.push(title)
    return { first: (await documents.at(0))?.title ?? 'none', all }
  },
)

const both = pipeline(split, titles)

describe('a list', () => {
  it('is loaded item by item, from its beginning and its end', async () => {
    const target = both(record({ titles: ['a', 'b', 'c'] }))
    const result = await run(target, { store: memoryStore() })
    const documents = await result.value(target, 'documents')
    expect(documents.length).toBe(3)
    expect(await documents.at(-1)).toEqual({ title: 'c' })
    expect(await documents.at(3)).toBeUndefined()
    expect(await documents.toArray()).toEqual([{ title: 'a' }, { title: 'b' }, { title: 'c' }])
    expect(await result.value(target, 'all')).toEqual(['a', 'b', 'c'])
  })

  it('may be empty', async () => {
    const target = both(record({ titles: [] }))
    const result = await run(target, { store: memoryStore() })
    expect((await result.value(target, 'documents')).length).toBe(0)
    expect(await result.value(target, 'first')).toBe('none')
  })

  it('stays the same artifact when it is made anew elsewhere', async () => {
    const digestOf = async (folder: string): Promise<unknown> => {
      const target = split(record({ titles: ['a', 'b', 'a'] }))
      const artifact = (await run(target, { store: fileStore(folder) })).artifact(target, 'documents')
      return artifact.kind === 'artifact' && artifact.digest
    }
    const first = await digestOf(temporaryFolder())
    expect(await digestOf(temporaryFolder())).toBe(first)
    expect(typeof first).toBe('string')
  })

  it('is reused by the next run, and read from the store', async () => {
    const store = fileStore(temporaryFolder())
    const { run: runTarget } = workbench(store)
    expect((await runTarget(both(record({ titles: ['a', 'b'] })))).called).toEqual(['split', 'titles'])
    const target = both(record({ titles: ['a', 'b'] }))
    const again = await runTarget(target)
    expect(again.called).toEqual([])
    expect(await (await again.value(target, 'documents')).toArray()).toHaveLength(2)
  })

  it('is made by an iterable, one item after another', async () => {
    const many = stage({ outputs: ['numbers'], cachers: [list(text())] })(function many() {
      async function* numbers(): AsyncGenerator<string> {
        for (let at = 0; at < 1000; at++) yield String(at)
      }
      return { numbers: numbers() }
    })
    const target = many(record({}))
    const result = await run(target, { store: memoryStore() })
    const numbers: List<string> = await result.value(target, 'numbers')
    expect(numbers.length).toBe(1000)
    expect(await numbers.at(999)).toBe('999')
  })

  it('may hold lists', async () => {
    const chapters = stage({ outputs: ['books'], cachers: [list(list(text()))] })(function chapters() {
      return { books: [['one', 'two'], [], ['three']] }
    })
    const target = chapters(record({}))
    const result = await run(target, { store: fileStore(temporaryFolder()) })
    const books = await result.value(target, 'books')
    const lengths: number[] = []
    for await (const book of books) lengths.push(book.length)
    expect(lengths).toEqual([2, 0, 1])
    expect(await (await books.at(2))?.toArray()).toEqual(['three'])
  })

  it('stores an item once, however often and in how many versions it holds it', async () => {
    const store = memoryStore()
    await run(split(record({ titles: ['a', 'b', 'a'] }, { name: 'one' })), { store })
    const session = await store.open({ readOnly: true })
    const locations = async (): Promise<readonly string[]> => {
      const manifests = [...(await one(session).executions())].flatMap(
        ({ trace }) => trace.outputs[0]?.stored ?? [],
      )
      const texts = await Promise.all(manifests.map((stored) => session.read(stored)))
      return texts.map((bytes) => JSON.stringify(JSON.parse(Buffer.from(bytes).toString()).items))
    }
    const [first = ''] = await locations()
    expect(new Set(JSON.parse(first).map(([, , location]: string[]) => location)).size).toBe(2)
  })

  it('takes over the items that it had before', async () => {
    const store = fileStore(temporaryFolder())
    const manifestOf = async (names: readonly string[]): Promise<readonly (readonly string[])[]> => {
      const target = split(record({ titles: names }, { name: 'one' }))
      const artifact = (await run(target, { store })).artifact(target, 'documents')
      const session = await store.open({ readOnly: true })
      const [stored] = [...(await one(session).executions())].flatMap(({ trace }) =>
        artifact.kind === 'artifact' && trace.outputs[0]?.digest === artifact.digest
          ? (trace.outputs[0].stored ?? [])
          : [],
      )
      if (stored === undefined) throw new Error('nothing is stored')
      const bytes = await session.read(stored)
      await session.close()
      return JSON.parse(Buffer.from(bytes).toString()).items
    }
    const before = await manifestOf(['a', 'b'])
    const after = await manifestOf(['x', 'a', 'b'])
    expect(after.slice(1)).toEqual(before)
  })
})

describe('what is no list', () => {
  const returning = (value: unknown) =>
    untyped.run(
      untyped.stage({ outputs: ['documents'], cachers: [list(json())] })(function bad() {
        return { documents: value }
      })(untyped.record({}, { name: 'small' })),
      { store: memoryStore() },
    )

  it('is refused, with the stage, the record and the output', async () => {
    await expect(returning({ a: 1 })).rejects.toThrow(
      "Stage 'bad', record 'small': the list of json cacher cannot save the output 'documents': the value is no list, but an object that cannot be gone through. Return an array, or another iterable of items.",
    )
    await expect(returning('abc')).rejects.toThrow('the value is no list, but a string')
    await expect(returning(null)).rejects.toThrow('the value is no list, but null')
  })

  it('is refused where an array has a hole, and where an item cannot be held, with its place', async () => {
    // oxlint-disable-next-line no-sparse-arrays
    await expect(returning([1, , 3])).rejects.toThrow('item 1 is an empty slot of the array')
    await expect(returning([1, new Date(0)])).rejects.toThrow(
      "cannot save the output 'documents': item 1: the value is a Date, which JSON cannot hold",
    )
    await expect(returning([1, undefined])).rejects.toThrow('item 1: the value is undefined')
  })
})
