import { readCodeDifferences } from '../src/index.ts'

const [one, other] = ['1'.repeat(64), '2'.repeat(64)]
const change = {
  changed: ['helper scale'],
  before: { 'helper scale': one },
  after: { 'helper scale': other },
}

/** How the helper differs, given its texts. */
const differences = async (before: string | undefined, after: string | undefined) => {
  const texts = new Map<string, string>()
  if (before !== undefined) texts.set(one, before)
  if (after !== undefined) texts.set(other, after)
  return (await readCodeDifferences([change], () => texts))(change)
}

test('lines that changed are shown with two around them, and a gap where more stayed', async () => {
  const lines = Array.from({ length: 20 }, (_, at) => `line ${at}`)
  const changed = lines.with(3, 'third').toSpliced(15, 1)
  expect(await differences(lines.join('\n'), changed.join('\n'))).toEqual([
    {
      part: 'helper scale',
      lines: [
        ' line 1',
        ' line 2',
        '-line 3',
        '+third',
        ' line 4',
        ' line 5',
        '@@',
        ' line 13',
        ' line 14',
        '-line 15',
        ' line 16',
        ' line 17',
      ],
    },
  ])
})

test('a part is named with the reason where there is nothing to show', async () => {
  const part = 'helper scale'
  expect(await differences('x', undefined)).toEqual([
    { part, lines: [], note: 'its later text is not stored' },
  ])
  expect(await differences(undefined, 'x')).toEqual([
    { part, lines: [], note: 'its earlier text is not stored' },
  ])
  expect(await differences('x', 'x')).toEqual([
    { part, lines: [], note: 'its text is the same, and a name in it stands for something else' },
  ])
  const before = Array.from({ length: 9_000 }, (_, at) => `a${at}`).join('\n')
  expect(await differences(before, before.replaceAll('a', 'b'))).toEqual([
    { part, lines: [], note: 'it was rewritten' },
  ])
})

test('a long difference is cut, and a change of a document without digests is named', async () => {
  const before = Array.from({ length: 300 }, (_, at) => `a${at}`).join('\n')
  const [cut] = await differences(before, before.replaceAll('a', 'b'))
  expect(cut?.lines).toHaveLength(200)
  expect(cut?.note).toBe('400 more lines differ')
  const old = { changed: ['helper scale'] }
  const differencesOf = await readCodeDifferences([old], () => new Map())
  expect(differencesOf(old)).toEqual([{ part: 'helper scale', lines: [], note: 'its text is not stored' }])
})
