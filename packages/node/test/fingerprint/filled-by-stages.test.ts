import { nodeFingerprinter } from '../../src/fingerprint/index.ts'

const fingerprinter = nodeFingerprinter()
const code = (fn: unknown) => fingerprinter.code(fn as () => unknown)

/** Stages that keep something from one call to the next, made anew by each call. */
const stages: Readonly<Record<string, () => () => unknown>> = {
  'a member': () => {
    const memo: Record<string, number> = {}
    return () => (memo['x'] ??= 1)
  },
  'a member chosen while it runs': () => {
    const memo: Record<string, number> = {}
    return (key = 'x') => {
      memo[key] = 1
      return memo
    }
  },
  'a nested member': () => {
    const state = { cache: { x: 0 } }
    return () => {
      state.cache.x = 1
      return JSON.stringify(state)
    }
  },
  'a nested list': () => {
    const state = { list: [1] }
    return () => {
      state.list.push(2)
      return state.list
    }
  },
  'a nested map': () => {
    const state = { cache: new Map<string, number>() }
    return () => state.cache.set('x', 1).get('x')
  },
  'a list by splice': () => {
    const list = [1]
    return () => list.splice(0, 1)
  },
  'a list by sort': () => {
    const list = [2, 1]
    return () => list.sort()
  },
  'a list by pop': () => {
    const list = [2, 1]
    return () => list.pop()
  },
  'a list by its length': () => {
    const list = [2, 1]
    return () => {
      list.length = 1
      return list
    }
  },
  'an object by Object.assign': () => {
    const memo = { x: 0 }
    return () => Object.assign(memo, { x: 1 })
  },
  'an object by Object.defineProperty': () => {
    const memo = { x: 0 }
    return () => Object.defineProperty(memo, 'x', { value: 1 })
  },
  'an object by delete': () => {
    const memo: { x?: number } = { x: 0 }
    return () => {
      delete memo.x
      return memo
    }
  },
  'a member by a pattern': () => {
    const memo = { x: 0 }
    return () => {
      ;[memo.x] = [1]
      return memo
    }
  },
  'a member by a pattern of an object': () => {
    const memo = { x: 0 }
    return () => {
      ;({ x: memo.x } = { x: 1 })
      return memo
    }
  },
  'a member by a loop': () => {
    const memo = { x: 0 }
    return () => {
      for (memo.x of [1, 2]);
      return memo
    }
  },
  'bytes by their index': () => {
    const bytes = new Uint8Array(2)
    return () => {
      bytes[0] = 1
      return bytes
    }
  },
  'bytes by fill': () => {
    const bytes = new Uint8Array(2)
    return () => bytes.fill(1)
  },
  'bytes by set': () => {
    const bytes = new Uint8Array(2)
    return () => {
      bytes.set([1])
      return bytes
    }
  },
  'a date': () => {
    const date = new Date(0)
    return () => date.setTime(5)
  },
  'a static member of a class': () => {
    class Model {
      static readonly cache = new Map<string, number>()
      static calls = 0
    }
    return () => {
      Model.calls++
      return Model.cache.set('x', Model.calls)
    }
  },
  'a static member by a method of its class': () => {
    class Model {
      static cache: Record<string, number> = {}
      static get(key: string) {
        return (Model.cache[key] ??= 1)
      }
    }
    return () => Model.get('x')
  },
  'a static member by this': () => {
    class Model {
      static cache: Record<string, number> = {}
      static get(key: string) {
        return (this.cache[key] ??= 1)
      }
    }
    return () => Model.get('x')
  },
  'a member by this': () => {
    const counter = {
      count: 0,
      next() {
        return ++this.count
      },
    }
    return () => counter.next()
  },
  'a property of a helper': () => {
    const helper: (() => number) & { cache?: number } = () => (helper.cache ??= 1)
    return () => helper()
  },
  'a memo that a helper makes': () => {
    const memoize = (fn: (x: number) => number) => {
      const known = new Map<number, number>()
      return (x: number) => {
        const before = known.get(x)
        if (before !== undefined) return before
        const found = fn(x)
        known.set(x, found)
        return found
      }
    }
    const double = memoize((x) => x * 2)
    return () => double(2)
  },
  'where a regular expression stands': () => {
    const pattern = /a/g
    return () => pattern.test('aa')
  },
}

/** What is changed under another name is not seen to be. */
const aliased: typeof stages = {
  'a list by a local name': () => {
    const list = [1]
    return () => {
      const own = list
      own.push(2)
      return own
    }
  },
  'an object by a helper that is given it': () => {
    const memo = { x: 0 }
    const fill = (to: { x: number }) => {
      to.x = 1
      return to
    }
    return () => fill(memo)
  },
}

describe('what a stage fills as it goes is no change of its code:', () => {
  test.each(Object.keys(stages))('%s', (what) => {
    const make = stages[what] as () => () => unknown
    const stage = make()
    const before = code(stage)
    expect(code(stage)).toEqual(before)
    stage()
    const after = code(stage)
    expect(after.digest).toBe(before.digest)
    expect(after.untracked).not.toEqual([])
    expect(code(make()).digest).toBe(before.digest)
  })
})

describe('what it fills under another name is told once it has changed:', () => {
  test.each(Object.keys(aliased))('%s', (what) => {
    const make = aliased[what] as () => () => unknown
    const stage = make()
    const before = code(stage)
    expect(code(stage)).toEqual(before)
    stage()
    expect(code(stage).untracked).toEqual([expect.stringContaining('the mutable object')])
    expect(code(make()).digest).toBe(before.digest)
  })
})
