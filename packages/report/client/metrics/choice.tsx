import type { JSX } from 'preact'

/** One of several options. */
export const Choice = ({
  name,
  value,
  options,
  choose,
}: {
  readonly name: string
  readonly value: string
  readonly options: readonly string[]
  readonly choose: (option: string) => void
}): JSX.Element => (
  <label class="choice">
    {name}{' '}
    <select value={value} onChange={({ currentTarget }) => choose(currentTarget.value)}>
      {options.map((option) => (
        <option value={option}>{option}</option>
      ))}
    </select>
  </label>
)
