import { type Place, placesOf } from '@stagewright/core'
import { sha256 } from '../../files/sha256.ts'
import { short48 } from '../short48.ts'
import type { RowBuffer } from './row-buffer.ts'

/** A place as the index keeps it. */
export const shortPlace = (place: string): number => short48(sha256(place))

/** Notes that a step stands on the execution with this key. */
export const addPlaces = (rows: Pick<RowBuffer, 'add'>, of: Place, key: number): void => {
  const record = Buffer.from(of.record)
  for (const place of placesOf(of)) rows.add('places', [shortPlace(place), key, record])
}
