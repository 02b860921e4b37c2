import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DuckDBConnection } from '@duckdb/node-api'
import { fileStore, run } from 'stagewright'
import { compareGroupings, flightsFile, parameterSets } from '../src/flights/experiment'

describe('the flights', () => {
  let folder: string
  const sets = parameterSets()
  const store = () => fileStore(join(folder, 'store'))
  const sample = () => join(folder, 'sample.parquet')
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'flights-'))
    const connection = await DuckDBConnection.create()
    await connection.run(`copy (select * exclude (n) from (select *, row_number() over () as n
      from read_parquet('${flightsFile()}')) where n % 20 = 0) to '${sample()}' (format parquet)`)
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  it('judges ten parameter sets on 150,000 flights, and tells which circumstances tell the delay', async () => {
    const target = compareGroupings(sample(), sets)
    const result = await run(target, { store: store() })
    expect(result.counts.ran).toBe(2 + 2 * Object.keys(sets).length)
    expect(result.warnings).toEqual([])
    const comparison = await result.value(target, 'comparison')
    expect(comparison).toHaveLength(10)
    const correlationOf = (grouping: string) =>
      Math.max(...comparison.filter((row) => row.grouping === grouping).map(({ correlation }) => correlation))
    expect(correlationOf('nothing')).toBe(0)
    expect(correlationOf('hour')).toBeGreaterThan(0.1)
    expect(correlationOf('origin and hour')).toBeGreaterThan(correlationOf('origin'))
  })

  it('executes nothing the second time, and what depends on one parameter set when that changes', async () => {
    expect((await run(compareGroupings(sample(), sets), { store: store() })).counts.ran).toBe(0)
    const edited = Object.fromEntries(
      Object.entries(sets).map(([name, set]) => [
        name,
        set.smoothing === 200 ? { ...set, smoothing: 100 } : set,
      ]),
    )
    const result = await run(compareGroupings(sample(), edited), { store: store() })
    expect(result.steps.filter(({ outcome }) => outcome === 'ran').map(({ stage }) => stage)).not.toContain(
      'tidy',
    )
    expect(
      result.steps.filter(({ stage, outcome }) => stage === 'estimate' && outcome === 'ran'),
    ).toHaveLength(5)
  })

  it('reports numbers, tables and plots, also when nothing is executed', async () => {
    const target = compareGroupings(sample(), sets)
    const result = await run(target, { store: store() })
    const artifact = result.artifact(target, 'comparison')
    if (artifact.kind === 'skipped') throw new Error('The comparison was skipped.')
    const reports = await artifact.reports()
    expect(reports.map(({ kind, name }) => `${kind}: ${name}`)).toEqual([
      'table: parameter sets',
      'plot: correlation of expected and real delays',
    ])
    expect(result.counts.ran).toBe(0)
  })

  it('gives the same bytes in another store', async () => {
    const digests = []
    for (const name of ['store', 'another']) {
      const target = compareGroupings(sample(), sets)
      const artifact = (await run(target, { store: fileStore(join(folder, name)) })).artifact(
        target,
        'comparison',
      )
      digests.push(artifact.kind === 'artifact' && artifact.digest)
    }
    expect(digests[0]).toBe(digests[1])
  })
})
