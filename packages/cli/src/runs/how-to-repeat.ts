import type { RunChoices } from '../settings/run-choices.ts'

/**
 * The command that runs the same again, with every option that was given, as a shell takes it.
 *
 * @param launcher how the command is called, such as `npx stagewright`
 */
export const howToRepeat = (file: string, choices: RunChoices, launcher = 'stagewright'): string => {
  const {
    experiment,
    params = [],
    set = [],
    store,
    remote,
    overwrite = [],
    select = [],
    jobs,
    executor,
    resource = {},
    cache,
    report,
  } = choices
  const words = [
    'run',
    file,
    ...(experiment === undefined ? [] : ['--experiment', experiment]),
    ...params.flatMap((name) => ['--params', name]),
    ...set.flatMap((assignment) => ['--set', assignment]),
    ...select.flatMap((selector) => ['--select', selector]),
    ...(store === undefined ? [] : ['--store', store]),
    ...(remote === undefined ? [] : ['--remote', remote]),
    ...overwrite.flatMap((selector) => ['--overwrite', selector]),
    ...(jobs === undefined ? [] : ['--jobs', String(jobs)]),
    ...(executor === undefined ? [] : ['--executor', executor]),
    ...Object.entries(resource).flatMap(([name, size]) => [
      '--resource',
      `${name}=${typeof size === 'number' ? size : `${size.perMinute}/min`}`,
    ]),
    ...(choices.strict === true ? ['--strict'] : []),
    ...(cache === undefined ? [] : ['--cache', cache]),
    ...(choices.keepCode === false ? ['--no-keep-code'] : []),
    ...(choices.keepGoing === true ? ['--keep-going'] : []),
    ...(report === undefined ? [] : report === true ? ['--report'] : ['--report', report]),
    ...(choices.json === true ? ['--json'] : []),
    ...(choices.quiet === true ? ['--quiet'] : []),
    ...(choices.verbose === true ? ['--verbose'] : []),
  ]
  return `${launcher} ${words.map(quote).join(' ')}`
}

/** How people call this command here: npx says so in its environment. */
export const launcherOf = (env: Readonly<Record<string, string | undefined>>): string =>
  env['npm_command'] === 'exec' ? 'npx stagewright' : 'stagewright'

/** A word as a shell takes it. */
const quote = (word: string): string =>
  /^[\w@%+=:,./-]+$/u.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`
