import type { Trace } from './trace.ts'

/** Which step of which experiment an execution was carried out for, or stands for. */
export type Place = Pick<Trace, 'experiment' | 'stage' | 'record' | 'step' | 'position'>

/**
 * The texts under which a store finds again what a step stood on last: its id in its experiment, and for a record without a
 * name its position too, because such a record is called by its parameters, and another set of them is another name.
 */
export const placesOf = ({ experiment, stage, record, step, position }: Place): readonly string[] => {
  const byName = `${experiment ?? ''}\n${step ?? `${stage}@${record}`}`
  return position === undefined ? [byName] : [byName, `${experiment ?? ''}\n${stage}\n${position}`]
}
