import { InvalidArgumentError } from '../errors/index.ts'

/** Marks an output that is not kept in memory after it was saved. */
export interface LazyMark {
  readonly lazy: true
  readonly name: string
  readonly resolve: boolean
}

export const makeLazy = (name: string, options: { readonly resolve?: boolean } = {}): LazyMark => {
  if (typeof name !== 'string')
    throw new InvalidArgumentError(`lazy(name) takes an output's name, and got ${String(name)}.`)
  return Object.freeze({ lazy: true, name, resolve: options.resolve ?? true })
}

export const isLazyMark = (value: unknown): value is LazyMark =>
  typeof value === 'object' && value !== null && 'lazy' in value && value.lazy === true
