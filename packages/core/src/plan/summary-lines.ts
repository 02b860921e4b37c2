import { outputOf } from '../ports/output-of.ts'
import type { ArtifactTrace, Digest, StoredArtifact, TraceHead } from '../ports/trace.ts'
import { once } from './once.ts'

// A line of a summary: the step's key, its outputs' digests, the execution's order, whether all outputs are stored, and
// the rest of its head as JSON, with tabs between. Of most steps nobody asks for the rest.

const between = '\t'

/** The line without its end. What its stage does not output any more is left out. */
export const summaryLine = (
  key: string,
  order: number,
  head: TraceHead,
  outputNames: readonly string[],
): string => {
  const outputs = outputNames.map((name) => outputOf(head, name))
  const body: HeadBody = [
    head.key,
    head.record,
    head.run,
    head.startedAt,
    head.durationMs,
    head.params,
    outputs.map((output) => [output?.preview ?? 0, storedBody(output?.stored, output?.digest)]),
    storedBody(head.reports, undefined),
  ]
  const digests = outputs.map((output) => output?.digest ?? '')
  const isStored = outputs.every((output) => output?.stored !== undefined)
  return [key, digests.join(), order, isStored ? 1 : 0, JSON.stringify(body)].join(between)
}

const storedBody = (stored: StoredArtifact | undefined, digest: Digest | undefined): StoredBody | 0 => {
  if (stored === undefined) return 0
  const { checksum, size, format, location } = stored
  return [checksum === digest ? 0 : checksum, size, format, location]
}

/** The checksum is 0 where it is the artifact's digest. */
type StoredBody = readonly [checksum: Digest | 0, size: number, format: string, location: string]

type HeadBody = readonly [
  key: Digest,
  record: string,
  run: string,
  startedAt: number,
  durationMs: number,
  params: string,
  outputs: readonly (readonly [preview: string | 0, stored: StoredBody | 0])[],
  reports: StoredBody | 0,
]

/** The last line, which says how long those of the run's own steps are together: what follows them, earlier runs left. */
export const endOfSummary = (ownLength: number): string => `own ${ownLength}\n`

const ownLengthIn = (text: string): number =>
  Number(/^own (\d+)$/u.exec(text.slice(text.lastIndexOf('\n', text.length - 2) + 1, -1))?.[1] ?? 0)

/** Lines of a summary by their keys. */
export interface SummaryLines {
  readonly count: () => number
  readonly find: (key: string, outputNames: readonly string[]) => TraceHead | undefined
  readonly all: () => Iterable<string>
}

/**
 * Lines are mostly asked for in the order in which they stand, so the next one is looked at first.
 *
 * @param most lines that are read where they are asked for in another order; the others are as if they were not there
 */
export const readSummaryLines = (text: string, most: number): SummaryLines => {
  const starts = once(() => startsOf(text, most))
  const ownLength = ownLengthIn(text)
  let next = 0
  const startOf = (key: string): number | undefined =>
    text.startsWith(key, next) && text.startsWith(between, next + key.length) ? next : starts().get(key)
  return {
    count: () => starts().size,
    find: (key, outputNames) => {
      const at = startOf(key)
      if (at === undefined) return undefined
      next = endOf(text, at) + 1
      return new SummaryHead(text, at, at + key.length + 1, outputNames, at < ownLength)
    },
    all: function* () {
      for (const at of starts().values()) yield text.slice(at, endOf(text, at))
    },
  }
}

const startsOf = (text: string, most: number): ReadonlyMap<string, number> => {
  const starts = new Map<string, number>()
  for (let at = 0, tab = -1; at < text.length && starts.size < most;) {
    if (tab < at) tab = text.indexOf(between, at)
    if (tab < 0) break
    const end = endOf(text, at)
    if (tab < end) starts.set(text.slice(at, tab), at)
    at = end + 1
  }
  return starts
}

export const keyIn = (line: string): string => line.slice(0, line.indexOf(between))

/** The number that the digits from there on are. */
const wholeNumberAt = (text: string, start: number): number => {
  let number = 0
  for (let at = start; ; at++) {
    const digit = text.charCodeAt(at) - 48
    if (!(digit >= 0 && digit <= 9)) return number
    number = number * 10 + digit
  }
}

const endOf = (text: string, at: number): number => {
  const end = text.indexOf('\n', at)
  return end < 0 ? text.length : end
}

/** The line that a head was read from, `undefined` for one that comes from elsewhere. */
export const lineOf = (head: TraceHead): string | undefined =>
  head instanceof SummaryHead ? head.line() : undefined

export const isFromSummary = (head: TraceHead): boolean => head instanceof SummaryHead

/** Whether the step stood on the same execution in the run that wrote the summary. */
export const stoodInLastRun = (head: TraceHead): boolean => head instanceof SummaryHead && head.isOwn

/**
 * A head that is made of its line when more than a digest is asked of it, which most never are. A class, for there may be
 * very many, and getters on a prototype cost an object nothing.
 */
class SummaryHead implements TraceHead {
  readonly #text: string
  readonly #at: number
  readonly #digestsAt: number
  readonly #outputNames: readonly string[]
  readonly #isOwn: boolean
  #made: Made | undefined

  constructor(text: string, at: number, digestsAt: number, outputNames: readonly string[], isOwn: boolean) {
    this.#isOwn = isOwn
    this.#text = text
    this.#at = at
    this.#digestsAt = digestsAt
    this.#outputNames = outputNames
  }
  get isOwn(): boolean {
    return this.#isOwn
  }
  line(): string {
    return this.#text.slice(this.#at, endOf(this.#text, this.#at))
  }
  digestOf(output: string): Digest | undefined {
    const at = this.#outputNames.indexOf(output)
    if (at < 0) return undefined
    const digests = this.#text.slice(this.#digestsAt, this.#orderAt() - 1)
    return this.#outputNames.length === 1 ? digests : digests.split(',')[at]
  }
  get order(): number {
    return wholeNumberAt(this.#text, this.#orderAt())
  }
  get isStored(): boolean {
    return this.#text[this.#text.indexOf(between, this.#orderAt()) + 1] === '1'
  }
  get key(): Digest {
    return this.#head().key
  }
  get record(): string {
    return this.#head().record
  }
  get run(): string {
    return this.#head().run
  }
  get startedAt(): number {
    return this.#head().startedAt
  }
  get durationMs(): number {
    return this.#head().durationMs
  }
  get params(): string {
    return this.#head().params
  }
  get outputs(): readonly ArtifactTrace[] {
    return this.#head().outputs
  }
  get reports(): StoredArtifact | undefined {
    return this.#head().reports
  }
  #orderAt(): number {
    return this.#text.indexOf(between, this.#digestsAt) + 1
  }
  #head(): Made {
    this.#made ??= headOf(this.line(), this.#outputNames)
    return this.#made
  }
}

type Made = Omit<TraceHead, 'order' | 'digestOf' | 'isStored'>

/** A line that says other things, as only a crafted one does, tells of an execution without outputs. */
const nothing: Made = { key: '', record: '', run: '', startedAt: 0, durationMs: 0, params: '', outputs: [] }

const headOf = (line: string, names: readonly string[]): Made => {
  const [, digests = '', , , json = ''] = line.split(between)
  const body = parse(json)
  if (!isHeadBody(body)) return nothing
  const [key, record, run, startedAt, durationMs, params, outputs, reports] = body
  const head = { key, record, run, startedAt, durationMs, params }
  const each = digests.split(',')
  const made = outputs.map(([preview, stored], at) => {
    const digest = each[at] ?? ''
    return {
      name: names[at] ?? '',
      digest,
      ...(preview === 0 ? {} : { preview }),
      ...(stored === 0 ? {} : { stored: storedOf(stored, digest) }),
    }
  })
  return reports === 0
    ? { ...head, outputs: made }
    : { ...head, outputs: made, reports: storedOf(reports, '') }
}

const storedOf = ([checksum, size, format, location]: StoredBody, digest: Digest): StoredArtifact => ({
  checksum: checksum === 0 ? digest : checksum,
  size,
  format,
  location,
})

const parse = (json: string): unknown => {
  try {
    return JSON.parse(json)
  } catch {
    return undefined
  }
}

const isText = (value: unknown): value is string => typeof value === 'string'
const isNumber = (value: unknown): value is number => Number.isFinite(value)

/** Milliseconds since 1970 that a date can show, in every time zone. */
const isTime = (value: unknown): boolean => isNumber(value) && Math.abs(value) < 8.64e15 - 86_400_000

const isHeadBody = (body: unknown): body is HeadBody =>
  Array.isArray(body) &&
  [0, 1, 2, 5].every((at) => isText(body[at])) &&
  isTime(body[3]) &&
  isNumber(body[4]) &&
  Array.isArray(body[6]) &&
  body[6].every(isOutput) &&
  isStored(body[7])

const isOutput = (output: unknown): boolean =>
  Array.isArray(output) && (output[0] === 0 || isText(output[0])) && isStored(output[1])

const isStored = (stored: unknown): boolean =>
  stored === 0 ||
  (Array.isArray(stored) &&
    (stored[0] === 0 || isText(stored[0])) &&
    isNumber(stored[1]) &&
    isText(stored[2]) &&
    isText(stored[3]))
