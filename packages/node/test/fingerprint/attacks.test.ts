import { plainNode } from '../support/toolchains.ts'
import { sideOf } from './attacks/attack.ts'
import { callAttacks } from './attacks/calls.ts'
import { calmAttacks } from './attacks/calm.ts'
import { classAttacks } from './attacks/classes.ts'
import { moduleAttacks } from './attacks/modules.ts'
import { nameAttacks } from './attacks/names.ts'
import { partAttacks } from './attacks/parts.ts'
import { reachAttacks } from './attacks/reach.ts'
import { smallAttacks } from './attacks/small.ts'
import { surroundingAttacks } from './attacks/surroundings.ts'
import { valueAttacks } from './attacks/values.ts'
import { openWorkshop } from './workshop.ts'

const attacks = [
  ...reachAttacks,
  ...classAttacks,
  ...partAttacks,
  ...valueAttacks,
  ...nameAttacks,
  ...surroundingAttacks,
  ...moduleAttacks,
  ...calmAttacks,
  ...callAttacks,
  ...smallAttacks,
]
const workshop = openWorkshop()
afterAll(() => workshop.close())

const fingerprints = (side: 'before' | 'after') =>
  workshop.fingerprint(plainNode, Object.fromEntries(attacks.map((each) => [each.what, sideOf(each, side)])))
const before = fingerprints('before')
const after = fingerprints('after')
const again = fingerprints('before')

const titles = {
  seen: 'an edit of %s is seen',
  told: '%s is told, since an edit of it may not be seen',
  same: 'an edit of %s changes nothing',
} as const

describe.each(['seen', 'told', 'same'] as const)('what must be %s:', (must) => {
  test.each(attacks.filter((each) => each.must === must).map(({ what }) => [what]))(titles[must], (what) => {
    const old = before[what]?.['fit']
    const now = after[what]?.['fit']
    expect(old?.digest).toMatch(/^[0-9a-f]{64}$/)
    expect(again[what]?.['fit']).toEqual(old)
    if (must === 'told') expect(old?.untracked).not.toEqual([])
    else expect(now?.digest === old?.digest ? 'same' : 'seen').toBe(must)
    if (must === 'same') expect(old?.untracked).toEqual([])
  })
})
