import { aggregate, json, pipeline, stage } from 'stagewright'

export class OddError extends RangeError {
  constructor(message) {
    super(message)
    this.code = 'ODD'
    this.errors = [new TypeError('inner')]
  }
}

class Model {
  weight = 1
}

export const numbers = stage({ outputs: ['numbers'], cachers: [json()] })(function numbers({ params }) {
  return { numbers: Array.from({ length: params.n }, (_, at) => at) }
})
export const sum = stage({ inputs: ['numbers'], outputs: ['sum'] })(function sum(
  { params, log },
  { numbers: given },
) {
  log('by', params.by)
  return { sum: given.reduce((total, value) => total + value * params.by, 0) }
})
export const work = pipeline(numbers, sum)
export const table = aggregate({ inputs: ['sum'], outputs: ['table'], cachers: [json()] })(function table(
  _,
  records,
  { sum: sums },
) {
  return { table: records.map((each) => [each.params.by, sums.get(each)]) }
})
export const misbehaving = stage({ outputs: ['x'] })(async function misbehaving({ params }) {
  switch (params.how) {
    case 'exit':
      return process.exit(3)
    case 'throw null':
      throw null
    case 'throw odd':
      throw new OddError('odd')
    case 'loop':
      for (;;);
    case 'stray':
      void Promise.reject(new Error('left alone'))
      return { x: 1 }
    case 'instance':
      return { x: new Model() }
    default:
      return { x: 1 }
  }
})
