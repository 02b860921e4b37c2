import { howToRepeat } from '../src/runs/how-to-repeat.ts'

test('the line that repeats a run has every option that was given, as a shell takes it', () => {
  const choices = {
    experiment: 'grid',
    params: ['k*'],
    set: ['k=3'],
    remote: 's3://bucket/grid',
    jobs: 2,
    executor: 'threads',
    resource: { gpu: 1, 'open ai': { perMinute: 60 } },
    keepGoing: true,
  } as const
  expect(howToRepeat('my file.ts', choices, 'npx stagewright')).toBe(
    "npx stagewright run 'my file.ts' --experiment grid --params 'k*' --set k=3 --remote s3://bucket/grid --jobs 2 --executor threads --resource gpu=1 --resource 'open ai=60/min' --keep-going",
  )
})
