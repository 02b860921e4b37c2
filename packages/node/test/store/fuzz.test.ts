import { runScript } from './run-script.ts'

const forMs = Number(process.env['STAGEWRIGHT_FUZZ_MS'] ?? 3_000)
const seed = process.env['STAGEWRIGHT_SEED'] ?? `${Date.now() % 1_000_000}`

test(
  `everything that reads a store takes mutated content for ${forMs} ms, and serves nothing wrong`,
  async () => {
    const reader = runScript('fuzzing-reader', `${forMs}`, seed)
    await reader.ended
    const counts = JSON.parse(reader.lines.at(-1) ?? '{}') as Record<string, number>
    if (process.env['STAGEWRIGHT_FUZZ_MS'] !== undefined)
      console.log(`seed ${seed}: ${JSON.stringify(counts)}`)
    expect(Object.values(counts).every((count) => count > 0)).toBe(true)
  },
  60_000 + forMs * 2,
)
