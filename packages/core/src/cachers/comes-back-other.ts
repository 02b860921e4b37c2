import { bytes, bytesComeBackOther } from './bytes.ts'
import type { Cacher } from './cacher.ts'
import { json, jsonComesBackOther } from './json.ts'

/**
 * Whether a value that was just saved is better loaded than passed on: another run, which loads it, must not see anything
 * else. Of cachers that others wrote, `reloads` and `roundTrip: 'verify'` tell.
 */
export const comesBackOther = (cacher: Cacher<unknown> | undefined, value: unknown): boolean => {
  if (cacher === json()) return jsonComesBackOther(value)
  return cacher === bytes() && bytesComeBackOther(value)
}
