import { memoryStore, plan, run } from 'stagewright'
import { data, digits } from '../src/digits/experiment'

const small = { ...data, perDigit: 12, mostComponents: 24 }

describe('the digits', () => {
  const store = memoryStore()
  const { ranking, election, models } = digits(small)
  const targets = [ranking, election]

  it('has at least twelve parameter sets, and runs each function once for each', async () => {
    expect(models.length).toBeGreaterThanOrEqual(12)
    const { counts } = await run(targets, { store })
    expect(counts.ran).toBe(3 + 3 * models.length + 2)
  })

  it('executes nothing the second time', async () => {
    const { counts } = await run(targets, { store })
    expect(counts).toMatchObject({ ran: 0, failed: 0 })
  })

  it('gives the same answers in another store', async () => {
    const once = await run(targets, { store })
    const again = await run(targets, { store: memoryStore() })
    expect(again.counts.ran).toBeGreaterThan(0)
    expect(await again.value(ranking, 'table')).toEqual(await once.value(ranking, 'table'))
    expect(await again.value(election, 'verdict')).toEqual(await once.value(election, 'verdict'))
  })

  it('warns of nothing', async () => {
    expect((await plan(targets, { store })).warnings).toEqual([])
  })

  it('reads the images again for more of them, and splits them anew for another seed', async () => {
    const seeded = digits({ ...small, seed: 8 })
    const { steps } = await plan([seeded.ranking, seeded.election], { store })
    const decisions = new Map(steps.map(({ stage, decision }) => [stage, decision]))
    expect(decisions.get('loadImages')).not.toBe('run')
    expect(decisions.get('splitImages')).toBe('run')
    expect(decisions.get('reduce')).toBe('maybe')
  })
})
