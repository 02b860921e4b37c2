import type { Subject } from '../graph/application.ts'
import type { PackedValue, SubjectData } from '../ports/executor.ts'
import { pack, unpack, Withheld } from '../values/pack.ts'

/** Records share their parameters among many calls. */
const packed = new WeakMap<Subject, SubjectData>()

/** A record as data. */
export const packSubject = (subject: Subject): SubjectData => {
  const known = packed.get(subject)
  if (known !== undefined) return known
  const { name, params, operational, represent } = subject
  const forms = Object.entries(represent).map(([key, form]): [string, PackedValue] => [
    key,
    packForm(form, params[key]),
  ])
  const data = {
    name,
    params: packParams(params),
    operational: [...operational],
    represent: Object.fromEntries(forms),
  }
  packed.set(subject, data)
  return data
}

/** What goes wrong in a form is of no account to stages that do not read the parameter. */
const packForm = (form: (value: never) => unknown, value: unknown): PackedValue => {
  try {
    // The types of `record` give each form the parameter that it stands for.
    return pack(form(value as never))
  } catch (error) {
    return { withheld: `represented by a form that threw (${String(error)})` }
  }
}

/** One parameter that cannot be packed keeps no other from it. */
const packParams = (params: Subject['params']): PackedValue => {
  const whole = pack(params)
  if ('text' in whole || Object.getOwnPropertySymbols(params).length > 0) return whole
  return { entries: Object.entries(params).map(([key, value]) => [key, pack(value)]) }
}

/** @throws TypeError for parameters that could not be packed at all */
export const unpackSubject = ({ name, params, operational, represent }: SubjectData): Subject => {
  const values = unpack(params)
  if (values instanceof Withheld) throw values.refusal([name])
  const forms = Object.entries(represent).map(([key, form]): [string, () => unknown] => {
    const value = unpack(form)
    const give = (): unknown => {
      if (value instanceof Withheld) throw value.refusal([key])
      return value
    }
    return [key, give]
  })
  return {
    name,
    isNamed: true,
    // What was packed were parameters: an object of them.
    params: values as Subject['params'],
    operational: new Set(operational),
    represent: Object.assign(Object.create(null), Object.fromEntries(forms)),
  }
}
