import { run } from 'stagewright'
import { compareGroupings, flightsFile, parameterSets } from './experiment.ts'

const comparison = compareGroupings(flightsFile(), parameterSets())
const result = await run(comparison)
console.log(String(result.plan))
console.table(await result.value(comparison, 'comparison'))
console.log(`${result.counts.ran} functions executed in ${(result.durationMs / 1000).toFixed(1)} s`)
