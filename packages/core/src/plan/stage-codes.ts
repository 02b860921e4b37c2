import { DuplicateStageError, type AnyStagewrightError, UntrackedCodeError } from '../errors/index.ts'
import type { Definition } from '../graph/application.ts'
import type { CodeFingerprint, Fingerprinter } from '../ports/fingerprinter.ts'
import { encode } from '../values/encode.ts'
import { basePrefix } from './key.ts'
import type { Step } from './step.ts'
import type { PlanWarning } from './warning.ts'

type StageCode = Pick<Step, 'code' | 'codeDigest' | 'basePrefix' | 'untracked'>

interface Dependency {
  readonly text: string
  readonly untracked: readonly string[]
}

/** Fingerprints each function once. */
export const makeStageCodes = (fingerprinter: Fingerprinter): ((definition: Definition) => StageCode) => {
  const known = new Map<Definition, StageCode>()
  const dependencyOf = (dependency: unknown): Dependency => {
    if (typeof dependency !== 'function') return { text: encode(dependency), untracked: [] }
    // A function's own type does not matter to its fingerprint.
    const { digest, untracked } = fingerprinter.code(dependency as (...args: never) => unknown)
    return { text: digest, untracked }
  }
  return (definition) => {
    const before = known.get(definition)
    if (before !== undefined) return before
    const fingerprint = fingerprinter.code(definition.fn)
    const { version } = definition
    const { concat, empty } = definition.monoid ?? {}
    const named = [
      ...definition.deps.map((value, index) => ({ name: `dependency ${index + 1}`, value })),
      ...(definition.monoid === undefined
        ? []
        : Object.entries({ concat, empty }).map(([name, value]) => ({ name, value }))),
    ]
    const deps = named.map(({ value }) => dependencyOf(value))
    const own = version === undefined ? `code ${fingerprint.digest}` : `version ${version}`
    const codeDigest = fingerprinter.digest(encode([own, ...deps.map(({ text }) => text)]))
    const ownParts = version === undefined ? fingerprint.parts : { [own]: fingerprinter.digest(own) }
    const depParts = deps.map(({ text }, index) => [named[index]?.name, fingerprinter.digest(text)])
    const found = {
      code: { ...fingerprint, parts: { ...ownParts, ...Object.fromEntries(depParts) } },
      codeDigest,
      basePrefix: basePrefix(definition, codeDigest),
      untracked: [
        ...new Set([version === undefined ? fingerprint : [], deps].flat().flatMap((each) => each.untracked)),
      ],
    }
    known.set(definition, found)
    return found
  }
}

/** Stages of one name that are not the same. */
export const duplicateStages = (firsts: readonly Step[]): readonly AnyStagewrightError[] => {
  const known = new Map<string, Step>()
  const wrong = new Map<string, AnyStagewrightError>()
  for (const step of firsts) {
    const { name, fn } = step.application.definition
    const earlier = known.get(name)
    if (earlier === undefined) known.set(name, step)
    else if (earlier.application.definition.fn !== fn && !areTheSame(earlier.code, step.code))
      wrong.set(name, new DuplicateStageError({ stage: name, record: step.application.subject.name }))
  }
  return [...wrong.values()]
}

/** Two function objects can be one stage only if what they captured was compared too. */
const areTheSame = (a: CodeFingerprint, b: CodeFingerprint): boolean =>
  a.digest === b.digest && a.followsCaptures && b.followsCaptures && a.untracked.length === 0

/** Something that cannot be followed, told once for each stage. */
interface Blind {
  readonly stage: string
  readonly record: string
  readonly subject: string
}

const blindIn = (firsts: readonly Step[]): readonly Blind[] => {
  const told = new Set<string>()
  return firsts.flatMap(({ application, untracked }) => {
    const stage = application.definition.name
    if (told.has(stage)) return []
    told.add(stage)
    return untracked.map((subject) => ({ stage, record: application.subject.name, subject }))
  })
}

/** Stages whose function may have captured something that this runtime does not show, and that do not say it themselves. */
const unseenIn = (firsts: readonly Step[]): readonly Blind[] => {
  const stages = new Map<string, Blind>()
  for (const { application, code } of firsts) {
    const { name, version, deps } = application.definition
    const isSaid = code.followsCaptures || version !== undefined || deps.length > 0
    if (isSaid || code.untracked.length > 0 || stages.has(name)) continue
    stages.set(name, {
      stage: name,
      record: application.subject.name,
      subject: 'whatever its function captured',
    })
  }
  return [...stages.values()]
}

export const untrackedWarnings = (firsts: readonly Step[]): readonly PlanWarning[] => [
  ...blindIn(firsts).map((blind): PlanWarning => ({
    ...blind,
    type: 'untracked-code',
    message: `Stage '${blind.stage}' uses ${blind.subject}, which cannot be followed: a change of it will not be seen. Give the stage a 'version'.`,
  })),
  ...unseenWarnings(unseenIn(firsts)),
]

/** All stages are told of in one warning: what they lack, they lack together. */
const unseenWarnings = (unseen: readonly Blind[]): readonly PlanWarning[] => {
  const [first] = unseen
  if (first === undefined) return []
  const named = unseen.slice(0, 5).map(({ stage }) => `'${stage}'`)
  const names = unseen.length > 5 ? [...named, `${unseen.length - 5} more`] : named
  return [
    {
      ...first,
      type: 'untracked-code',
      message: `This runtime does not show what functions captured: a change of that will not be seen. Give a 'version', or list it in 'deps', where a stage captured something: ${names.join(', ')}.`,
    },
  ]
}

export const untrackedErrors = (firsts: readonly Step[]): readonly AnyStagewrightError[] =>
  [...blindIn(firsts), ...unseenIn(firsts)].map(
    ({ subject, ...place }) => new UntrackedCodeError(place, subject),
  )
