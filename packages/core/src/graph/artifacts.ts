import type { Application, Artifacts, ArtifactsLayer as Layer } from './application.ts'

/** Outputs of the longest list. */
const few = 8

/** Adds an application's outputs; layers are merged as in a binary counter, so that there are few of them. */
export const withOutputsOf = (application: Application, below: Artifacts | undefined): Artifacts => {
  let layer: Layer = application
  let rest = below
  while (rest !== undefined && sizeOf(rest.layer) <= sizeOf(layer)) {
    layer = merge(rest.layer, layer)
    rest = rest.below
  }
  return { layer, below: rest }
}

/** The newest application that outputs this name. */
export const makerOf = (artifacts: Artifacts | undefined, name: string): Application | undefined => {
  for (let at = artifacts; at !== undefined; at = at.below) {
    const found = find(at.layer, name)
    if (found !== undefined) return found
  }
  return undefined
}

/** All names, each with the newest application that outputs it. */
export const makersOf = (artifacts: Artifacts | undefined): ReadonlyMap<string, Application> => {
  const layers: Layer[] = []
  for (let at = artifacts; at !== undefined; at = at.below) layers.push(at.layer)
  const all = new Map<string, Application>()
  for (const layer of layers.toReversed()) addTo(all, layer)
  return all
}

const isList = (layer: Layer): layer is readonly Application[] => Array.isArray(layer)
const isMap = (layer: Layer): layer is ReadonlyMap<string, Application> => layer instanceof Map

const outputs = (application: Application, name: string): boolean =>
  application.definition.outputNames.includes(name)

const sizeOf = (layer: Layer): number => {
  if (isMap(layer)) return layer.size
  if (!isList(layer)) return layer.definition.outputNames.length
  return layer.reduce((size, { definition }) => size + definition.outputNames.length, 0)
}

const find = (layer: Layer, name: string): Application | undefined => {
  if (isMap(layer)) return layer.get(name)
  if (isList(layer)) return layer.findLast((application) => outputs(application, name))
  return outputs(layer, name) ? layer : undefined
}

const addTo = (all: Map<string, Application>, layer: Layer): void => {
  if (isMap(layer)) for (const [name, application] of layer) all.set(name, application)
  else
    for (const application of isList(layer) ? layer : [layer])
      for (const name of application.definition.outputNames) all.set(name, application)
}

const merge = (older: Layer, newer: Layer): Layer => {
  if (isMap(older) || isMap(newer) || sizeOf(older) + sizeOf(newer) > few) {
    const merged = new Map<string, Application>()
    addTo(merged, older)
    addTo(merged, newer)
    return merged
  }
  const stillSeen = (isList(older) ? older : [older]).filter(({ definition }) =>
    definition.outputNames.some((name) => find(newer, name) === undefined),
  )
  return stillSeen.length === 0 ? newer : [...stillSeen, ...(isList(newer) ? newer : [newer])]
}
