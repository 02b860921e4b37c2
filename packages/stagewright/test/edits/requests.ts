import { type Edit, type RunRequest, steps } from './edit.ts'

/** A request, and then an ordinary run, which keeps what the request made. */
const request = (
  what: string,
  options: RunRequest,
  runs: readonly string[],
  because: Readonly<Record<string, string>> = {},
): Edit => ({ what, rounds: [{ options, runs, because }, { runs: [] }] })

/** Runs that are asked for in another way. */
export const requests: readonly Edit[] = [
  request('nothing at all', {}, []),
  request('an overwrite of a stage', { overwrite: ['load'] }, ['load@shared'], {
    'load@shared': 'load@shared runs: overwrite was asked for',
  }),
  request('an overwrite of a stage and all after it', { overwrite: ['load+'] }, steps.all),
  request('an overwrite of a stage and all before it', { overwrite: ['+fit'] }, [
    'load@shared',
    'clean@shared',
    'fit@k1',
    'fit@k3',
  ]),
  request('an overwrite of one step', { overwrite: ['fit@k3'] }, ['clean@shared', 'fit@k3'], {
    'clean@shared': `clean@shared runs: 'cleaned' is needed by fit@k3, and is not kept`,
    'fit@k3': 'fit@k3 runs: overwrite was asked for',
    'score@k3': `score@k3 may run: only if 'model' changes\n  fit@k3 runs: overwrite was asked for`,
  }),
  request('an overwrite of a stage that keeps nothing', { overwrite: ['clean'] }, [
    'clean@shared',
    'fit@k1',
    'fit@k3',
  ]),
  request('an overwrite of everything', { overwrite: true }, steps.all),
  request('one function at a time', { concurrency: 1 }, []),
  request('every output lazy', { lazy: 'all' }, []),
]
