import type { AnyCacher } from '../types/list-cacher.ts'

/**
 * Whether those who need a value that was just saved get what is loaded from the store: another run, which loads it, must
 * not see anything else.
 */
export const isReloaded = (cacher: AnyCacher | undefined, value: unknown): boolean =>
  typeof cacher?.reloads === 'function' ? cacher.reloads(value) : cacher?.reloads === true
