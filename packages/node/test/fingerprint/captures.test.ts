import { stage } from '@stagewright/core'
import { nodeFingerprinter } from '../../src/fingerprint/index.ts'
import { runInNewContext } from 'node:vm'

const fingerprinter = nodeFingerprinter()
const code = (fn: unknown) => fingerprinter.code(fn as () => unknown)
const digest = (fn: unknown) => code(fn).digest

describe('a captured value', () => {
  const capture = (value: unknown) => () => value
  const distinct: readonly (readonly [string, unknown])[] = [
    ['undefined', undefined],
    ['null', null],
    ['true', true],
    ['the text true', 'true'],
    ['0', 0],
    ['-0', -0],
    ['NaN', NaN],
    ['a bigint', 0n],
    ['an empty text', ''],
    ['an empty array', []],
    ['an array with a hole', new Array(1)],
    ['an array with undefined', [undefined]],
    ['an empty object', {}],
    ['an object', { a: "1',b:'2" }],
    ['an object like it', { a: '1', b: '2' }],
    ['a map', new Map([['a', 1]])],
    ['another map', new Map([['a', 2]])],
    ['a set', new Set(['a'])],
    ['a date', new Date(0)],
    ['another date', new Date(1)],
    ['a regular expression', /a/],
    ['its flags', /a/g],
    ['an encoder', new TextEncoder()],
    ['a decoder', new TextDecoder()],
    ['a strict decoder', new TextDecoder('utf-8', { fatal: true })],
    ['a format of numbers', new Intl.NumberFormat('de')],
    ['another format of numbers', new Intl.NumberFormat('en')],
    ['a format of dates', new Intl.DateTimeFormat('de')],
    ['bytes', new Uint8Array([1, 2])],
    ['words', new Uint16Array([1, 2])],
    ['other bytes', new Uint8Array([1, 3])],
    ['a function', () => 1],
    ['another function', () => 2],
    ['a native function', Math.max],
    ['another native function', Math.min],
    ['a bound function', ((a: number) => a).bind(null, 1)],
    ['one bound to something else', ((a: number) => a).bind(null, 2)],
    ['an object with a function', { f: () => 1 }],
    ['Math', Math],
    ['JSON', JSON],
  ]

  test('counts by its type and content', () => {
    const digests = distinct.map(([, value]) => digest(capture(value)))
    expect(new Set(digests).size).toBe(distinct.length)
  })

  test('of plain data is followed without a word', () => {
    expect(distinct.flatMap(([, value]) => code(capture(value)).untracked)).toEqual([])
  })

  test('counts the same when it is equal', () => {
    expect(digest(capture({ a: [1, new Map([['b', 2]])] }))).toBe(
      digest(capture({ a: [1, new Map([['b', 2]])] })),
    )
  })

  test('may hold itself', () => {
    const ring = (value: number) => {
      const start: { value: number; next?: unknown } = { value }
      start.next = { start }
      return start
    }
    expect(digest(capture(ring(1)))).toBe(digest(capture(ring(1))))
    expect(digest(capture(ring(1)))).not.toBe(digest(capture(ring(2))))
  })

  test('is read again each time', () => {
    const settings = { k: 1 }
    const stage = () => settings.k
    const before = digest(stage)
    settings.k = 2
    expect(digest(stage)).not.toBe(before)
    settings.k = 1
    expect(digest(stage)).toBe(before)
  })

  test('counts only by the members that are read', () => {
    const settings = { k: 1, other: 1 }
    const stage = () => settings.k
    const before = digest(stage)
    settings.other = 2
    expect(digest(stage)).toBe(before)
  })

  test('counts whole when a method of it uses `this`', () => {
    const make = (k: number) => {
      const settings = {
        k,
        get() {
          return this.k
        },
      }
      return () => settings.get()
    }
    expect(digest(make(1))).not.toBe(digest(make(2)))
  })

  test('counts whole when it is handed on', () => {
    const make = (other: number) => {
      const settings = { k: 1, other }
      return () => [settings.k, JSON.stringify(settings)]
    }
    expect(digest(make(1))).not.toBe(digest(make(2)))
  })
})

describe('what cannot be followed is reported by name', () => {
  class Client extends EventTarget {
    constructor(readonly rate: number) {
      super()
    }
    send() {
      return this.rate
    }
  }
  let current = 1
  const setCurrent = (value: number) => {
    current = value
  }

  test('a mutable binding, whose present value counts', () => {
    const stage = () => current
    const before = code(stage)
    expect(before.untracked).toEqual(['the mutable binding `current`'])
    setCurrent(2)
    expect(digest(stage)).not.toBe(before.digest)
  })

  test('an instance that holds more than its members, whose class and plain data count', () => {
    const make = (rate: number) => {
      const client = new Client(rate)
      return () => client.send()
    }
    const found = code(make(1))
    expect(found.untracked).toEqual(['the class instance `client` (Client)'])
    expect(Object.keys(found.parts)).toContain('class Client')
    expect(digest(make(1))).toBe(found.digest)
    expect(digest(make(2))).not.toBe(found.digest)
  })

  test('the same inside plain data', () => {
    const tools = { clients: [new Client(1)] }
    expect(code(() => tools).untracked).toEqual(['the class instance `tools.clients[0]` (Client)'])
  })

  test('an object that cannot be read, which is like none that was ever stored', () => {
    const cursed = new Proxy({}, {})
    const { proxy, revoke } = Proxy.revocable({}, {})
    revoke()
    const odd = Object.setPrototypeOf({ k: 1 }, proxy) as object
    const stage = () => [cursed, odd]
    expect(code(stage).untracked).toEqual(expect.arrayContaining([expect.stringContaining('`odd`')]))
    expect(digest(stage)).not.toBe(digest(stage))
  })

  test('a promise, a proxy, a weak map', () => {
    const promise = Promise.resolve(1)
    const proxy = new Proxy({}, {})
    const weak = new WeakMap()
    expect(code(() => [promise, proxy, weak]).untracked).toEqual([
      'the promise `promise`',
      'the proxy `proxy`',
      'the weak map `weak`',
    ])
  })

  test('an object that the function itself fills, whose first content counts', () => {
    const make = (first: number) => {
      const memo = new Map([[0, first]])
      return (x: number) => {
        if (!memo.has(x)) memo.set(x, x * 2)
        return memo.get(x)
      }
    }
    const stage = make(0)
    const before = code(stage)
    expect(before.untracked).toEqual(['the mutable object `memo`'])
    stage(5)
    expect(digest(stage)).toBe(before.digest)
    expect(digest(make(1))).not.toBe(before.digest)
  })

  test('code run by eval, and modules imported while it runs', () => {
    expect(code(() => (0, eval)('1')).untracked).toEqual([])
    expect(code(new Function('return eval("1")')).untracked).toEqual(['code run by `eval`'])
    expect(code(new Function('return import("./late.js")')).untracked).toEqual([
      "the module './late.js', imported while it runs",
    ])
  })

  test('a proxy in place of a function', () => {
    const helper = new Proxy(() => 1, {})
    expect(code(() => helper()).untracked).toEqual(['the proxy `helper`'])
  })
})

test('what is only written is no dependency', () => {
  const calls: string[] = []
  let runs = 0
  const stage = (x: number) => {
    calls.push(`run ${x}`)
    runs++
    return x
  }
  const before = code(stage)
  stage(1)
  expect(code(stage)).toEqual(before)
  expect(before.untracked).toEqual([])
  expect([calls.length, runs]).toEqual([1, 1])
})

test('helpers that call each other are followed once', () => {
  const isEven = (n: number): boolean => n === 0 || isOdd(n - 1)
  const isOdd = (n: number): boolean => n !== 0 && isEven(n - 1)
  const stage = (n: number) => isEven(n)
  expect(Object.keys(code(stage).parts)).toEqual(['function stage', 'helper isEven', 'helper isOdd'])
})

test('two functions that exchange their helpers have two digests', () => {
  const make = (first: (x: number) => number, second: (x: number) => number) => (x: number) =>
    first(x) - second(x)
  const double = (x: number) => x * 2
  const half = (x: number) => x / 2
  expect(digest(make(double, half))).not.toBe(digest(make(half, double)))
})

test('helpers without a name are called by where they are', () => {
  const make = (by: number) => ({ step: by === 1 ? (x: number) => x + 1 : (x: number) => x + 2 })
  const [one, two] = [make(1), make(2)]
  expect(Object.keys(code((x: number) => one.step(two.step(x))).parts)).toEqual([
    expect.stringContaining('function'),
    'helper one.step',
    'helper two.step',
  ])
})

test('helpers of one name are told apart', () => {
  const make = (by: number) => ({
    step:
      by === 1
        ? function step() {
            return 1
          }
        : function step() {
            return 2
          },
  })
  const [one, two] = [make(1), make(2)]
  expect(Object.keys(code(() => one.step() + two.step()).parts).slice(1)).toEqual([
    'helper step',
    'helper step (2)',
  ])
})

test('a wrapped stage counts as the function inside it, and nothing else that carries `fn` and `spec` does', () => {
  const inner = (x: number) => x + 1
  const wrapped = stage({ name: 'wrapped' })(function wrapped() {})
  const again = stage({ name: 'again' })(wrapped.fn)
  const reaching = (one: unknown) => () => one
  expect(digest(reaching(wrapped))).toBe(digest(reaching(again)))
  expect(Object.keys(code(reaching(wrapped)).parts)).toContain('helper wrapped')
  const tool = (by: number) => Object.assign((x: number) => x * by, { fn: inner, spec: {} })
  const make = (by: number) => {
    const own = tool(by)
    return () => own(1)
  }
  expect(digest(make(2))).not.toBe(digest(make(3)))
  expect(Object.keys(code(make(2)).parts)).toContain('helper inner')
})

test('a function of another realm is followed like any other', () => {
  const source = (k: number) =>
    `const settings = { k: ${k}, list: [1] }; (function () { const w = 1; return () => [settings, w] })()`
  const [one, same, other] = [1, 1, 2].map((k) => runInNewContext(source(k)) as unknown)
  expect(digest(one)).toBe(digest(same))
  expect(digest(one)).not.toBe(digest(other))
  expect(code(one).untracked).toEqual([])
})

test('functions of every form have a digest', () => {
  const object = {
    method() {
      return super.toString()
    },
    *generate() {
      yield 1
    },
    async *stream() {
      yield await 1
    },
    async later() {
      return await 1
    },
    get value() {
      return 1
    },
    ['computed' + 1]() {
      return 1
    },
    'quoted name'() {
      return 1
    },
    12() {
      return 2
    },
  }
  class Shape {
    #side = 1
    static #made = 0
    static of() {
      return Shape.#made
    }
    area() {
      return this.#side ** 2
    }
    constructor(readonly name = 'shape') {}
  }
  const functions = [
    ...Object.entries(Object.getOwnPropertyDescriptors(object)).map(
      ([, { value, get }]) => (value ?? get) as unknown,
    ),
    Shape,
    Shape.of,
    Shape.prototype.area,
    Math.max,
    Map,
    class extends Array {},
    async () => 1,
    new Proxy(() => 1, {}),
    new Function('a', 'return a'),
    (() => 1).bind(null),
    Object.getOwnPropertyDescriptor(Map.prototype, 'size')?.get,
    Proxy.revocable(() => 1, {}).proxy,
  ]
  for (const fn of functions) expect(digest(fn)).toMatch(/^[0-9a-f]{64}$/)
})

describe('how a part reads', () => {
  const textsOf = (fn: () => unknown): Readonly<Record<string, string | undefined>> => {
    const { partText } = nodeFingerprinter()
    return Object.fromEntries(Object.entries(code(fn).parts).map(([name, part]) => [name, partText?.(part)]))
  }

  test('is a function without comments, in one layout, and a value as people write it', () => {
    const rates = { low: 0.5, names: ['a', "b's"] }
    // prettier-ignore
    const treble = (x: number) => { /* three times */ const y = (x
      * 3); return y }
    expect(textsOf(() => [treble(1), rates])).toEqual({
      'function (anonymous)': '() => [treble(1), rates]',
      'helper treble': 'x => {\n  const y = x * 3;\n  return y;\n}',
      'constant rates': `{ low: 0.5, names: [ 'a', "b's" ] }`,
    })
    expect(nodeFingerprinter().partText?.('0'.repeat(64))).toBeUndefined()
  })

  test('is the beginning of a long value', () => {
    const weights = Array.from({ length: 10_000 }, (_, index) => index)
    const text = textsOf(() => weights)['constant weights'] ?? ''
    expect(text).toContain('9800 more items')
    expect(text.length).toBeLessThan(3_000)
  })

  test('is nothing where it may hold a secret', () => {
    process.env['STAGEWRIGHT_TEST_TOKEN'] = 'correct horse battery'
    const word = 'correct horse battery'
    const apiKey = 'not like any other'
    const login = { user: 'anna', password: 'hunter2hunter2' }
    const plain = 'not a secret'
    const texts = textsOf(() => [word, apiKey, login, plain, () => fetch('https://anna:hunter2@example.org')])
    delete process.env['STAGEWRIGHT_TEST_TOKEN']
    expect(texts).toEqual({
      'function (anonymous)': undefined,
      'constant word': undefined,
      'constant apiKey': undefined,
      'constant login': undefined,
      'constant plain': "'not a secret'",
    })
  })

  test('is what a captured object held when it was first looked at, where stages write to it', () => {
    const memo: Record<string, number> = { first: 1 }
    const remember = (key: string) => (memo[key] ??= 2)
    const stage = () => [memo, remember('second')]
    expect(textsOf(stage)['constant memo']).toBe('{"first":1}')
    stage()
    expect(textsOf(stage)['constant memo']).toBe('{"first":1}')
  })
})
