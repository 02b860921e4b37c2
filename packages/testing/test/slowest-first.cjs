const { default: Sequencer } = require('@jest/test-sequencer')

/** Suites that take long, the slowest first: one of them that began last would keep one worker busy alone. */
const slowest = [
  'stagewright/test/packed',
  'testing/test/oracle/oracle',
  'testing/test/oracle/broken-planner',
  'report/test/page',
  'stagewright/test/edits/toolchains',
  'cli/test/store-commands',
  'cli/test/more-commands',
  'core/test/types/wiring',
  'stagewright/test/new-process',
  'stagewright/test/edits/table',
  'core/test/types/scale',
  'node/test/store/holders',
  'node/test/store/damage',
  'cli/test/run',
].map((name) => `/packages/${name}.test.ts`)

/** Those that take long first, then the largest files first, as jest has them. */
module.exports = class SlowestFirst extends Sequencer {
  async sort(tests) {
    const place = ({ path }) => {
      const found = slowest.findIndex((name) => path.replaceAll('\\', '/').endsWith(name))
      return found === -1 ? slowest.length : found
    }
    const bySize = await super.sort(tests)
    return bySize.toSorted((left, right) => place(left) - place(right))
  }
}
