import { inspect } from 'node:util'
import { fork, record, stage } from 'stagewright'

const load = stage({ outputs: ['train', 'test'] })(function load() {
  return { train: [1], test: [2] }
})

describe('a record in a REPL', () => {
  it('shows its name, its parameters and the names of its artifacts', () => {
    expect(inspect(load(record({ k: 3, rate: 0.1 }, { name: 'small' })))).toBe(
      `ExperimentRecord {
  name: 'small',
  params: { k: 3, rate: 0.1 },
  artifacts: [ 'train', 'test' ]
}`,
    )
    expect(inspect(record({}, { name: 'none' }))).toBe(
      `ExperimentRecord { name: 'none', params: {}, artifacts: [] }`,
    )
  })

  it('stays brief after a hundred stages', () => {
    let long = load(record({ k: 1 }))
    for (let times = 0; times < 100; times++) long = fork(load(long), { k: times })
    expect(inspect({ deep: { long } }).length).toBeLessThan(200)
  })

  it('has no property for it', () => {
    expect(Object.keys(record({ k: 1 }))).toEqual(['name', 'params'])
    expect(JSON.stringify(record({ k: 1 }, { name: 'a' }))).toBe('{"name":"a","params":{"k":1}}')
  })
})
