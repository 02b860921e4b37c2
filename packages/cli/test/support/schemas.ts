import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import Ajv from 'ajv/dist/2020'

const folder = resolve(__dirname, '../../schemas')

/** Reads a command's JSON and proves that it is as the published schema says. */
export const checker = (name: string): ((text: string) => unknown) => {
  const ajv = new Ajv({ allErrors: true, allowUnionTypes: true })
  for (const file of readdirSync(folder)) ajv.addSchema(JSON.parse(readFileSync(join(folder, file), 'utf8')))
  const validate = ajv.getSchema(`https://stagewright.dev/schemas/1/${name}.schema.json`)
  return (text) => {
    const value: unknown = JSON.parse(text)
    expect({ valid: validate?.(value), errors: validate?.errors }).toEqual({ valid: true, errors: null })
    return value
  }
}
