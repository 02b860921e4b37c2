import { quoteAll } from '../errors/base.ts'
import type { PlanWarning } from './warning.ts'

/** The warnings of a plan as people read them: what is so for many stages or records is one sentence. */
export const foldWarnings = (warnings: readonly PlanWarning[]): readonly string[] => {
  const alike = new Map<string, PlanWarning[]>()
  for (const warning of warnings) {
    const { stage, record, message } = warning
    const key = message.replaceAll(`'${stage}'`, "''").replaceAll(`'${record}'`, "''")
    const group = alike.get(key)
    if (group === undefined) alike.set(key, [warning])
    else group.push(warning)
  }
  return [...alike.values()].map(sentenceOf)
}

const sentenceOf = (group: readonly PlanWarning[]): string => {
  const [first] = group
  const message = first?.message ?? ''
  const stages = [...new Set(group.map(({ stage }) => stage))].slice(1)
  if (stages.length > 0)
    return `${message} The same applies to ${stages.length === 1 ? 'stage' : `${stages.length} other stages:`} ${quoteAll(stages)}.`
  const records = new Set(group.map(({ record }) => record)).size - 1
  return records > 0
    ? `${message} The same applies to ${records === 1 ? 'one other record' : `${records} other records`}.`
    : message
}
