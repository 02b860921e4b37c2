import * as errors from '../../src/errors/index.ts'
import { isStagewrightError, StagewrightError } from '../../src/errors/index.ts'
import { asOwnError } from '../../src/errors/as-own-error.ts'

const classes = Object.values(errors).filter(
  (value): value is typeof StagewrightError =>
    typeof value === 'function' && value.prototype instanceof StagewrightError,
)

class OfAnotherLibrary extends StagewrightError {
  readonly _tag = 'OfAnotherLibrary'
}

describe('AnyStagewrightError', () => {
  it.each(classes.map((one) => [one.name, one] as const))('has %s, whose tag is its name', (name, one) => {
    expect(isStagewrightError(Object.assign(Object.create(one.prototype), { _tag: name }))).toBe(true)
  })

  it('has every exported class', () => {
    expect(classes.length).toBeGreaterThan(20)
  })

  it('has no error of another library, whatever it extends', () => {
    expect(isStagewrightError(new OfAnotherLibrary('no'))).toBe(false)
    expect(isStagewrightError(new Error('no'))).toBe(false)
    expect(isStagewrightError({ _tag: 'StoreError' })).toBe(false)
    expect(isStagewrightError(undefined)).toBe(false)
  })

  it('keeps what another part threw as the cause', () => {
    const thrown = new OfAnotherLibrary('the shelf is full')
    expect(asOwnError(thrown)).toMatchObject({
      _tag: 'InvalidArgumentError',
      message: 'Something that Stagewright was given, such as a store, threw: the shelf is full',
      cause: thrown,
    })
    const own = new errors.UnnamedStageError()
    expect(asOwnError(own)).toBe(own)
  })
})
