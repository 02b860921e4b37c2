const escape = String.fromCodePoint(27)

const tokens = new RegExp(`${escape}\\[([?\\d;]*)([A-Za-z])|\\r|\\n|[^${escape}\\r\\n]`, 'gu')

/**
 * What a terminal shows after some output: enough of one for text, line breaks, and the cursor's movements that this
 * command uses. Anything else is an error, so that nothing new goes unseen.
 */
export const screenOf = (output: string): string => {
  const lines: string[] = ['']
  let row = 0
  let column = 0
  const put = (character: string): void => {
    const line = (lines[row] ?? '').padEnd(column)
    lines[row] = line.slice(0, column) + character + line.slice(column + 1)
    column++
  }
  for (const [token, count = '', code] of output.matchAll(tokens)) {
    if (token === '\n') {
      row++
      lines[row] ??= ''
    } else if (token === '\r') column = 0
    else if (code === undefined) put(token)
    else if (code === 'A') row = Math.max(0, row - Number(count || 1))
    else if (code === 'G') column = Number(count || 1) - 1
    else if (code === 'K') lines[row] = count === '2' ? '' : (lines[row] ?? '').slice(0, column)
    else if (!['m', 'h', 'l'].includes(code))
      throw new Error(`This screen does not know ${JSON.stringify(token)}.`)
  }
  // Lines that were drawn on and are empty again cannot be seen.
  return `${lines
    .map((line) => line.trimEnd())
    .join('\n')
    .trimEnd()}\n`
}
