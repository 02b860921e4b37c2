import type { ResourceSize } from '@stagewright/core'
import { InvalidArgumentError } from 'commander'

/** An option's parser for a count. */
export const wholeNumber = (text: string): number => {
  const number = Number(text)
  if (!Number.isInteger(number) || number < 1)
    throw new InvalidArgumentError('Expected a whole number, 1 or more.')
  return number
}

const amount =
  (units: Readonly<Record<string, number>>, example: string) =>
  (text: string): number => {
    const [, digits = '', unit = ''] = /^(\d+(?:\.\d+)?) ?([a-z]+)$/iu.exec(text) ?? []
    const size = units[unit.toLowerCase()]
    if (size === undefined)
      throw new InvalidArgumentError(
        `Expected a number with a unit (${Object.keys(units).join(', ')}), such as ${example}.`,
      )
    return Number(digits) * size
  }

/** An option's parser for a time, in milliseconds. */
export const duration: (text: string) => number = amount(
  { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 },
  '12h or 30d',
)

/** An option's parser for a size, in bytes. */
export const byteSize: (text: string) => number = amount(
  { b: 1, kb: 1e3, mb: 1e6, gb: 1e9, tb: 1e12 },
  '500MB or 20GB',
)

/** An option's parser that collects sizes of resources: `gpu=1`, or `api=60/min`. */
export const resourceSize = (
  text: string,
  previous: Readonly<Record<string, ResourceSize>> = {},
): Readonly<Record<string, ResourceSize>> => {
  const [, name, digits, perMinute] = /^([^=]+)=(\d+)(\/min)?$/u.exec(text) ?? []
  if (name === undefined || Number(digits) < 1)
    throw new InvalidArgumentError('Expected a name and a size, such as gpu=1 or api=60/min.')
  const size = perMinute === undefined ? Number(digits) : { perMinute: Number(digits) }
  return { ...previous, [name]: size }
}
