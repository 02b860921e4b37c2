/** For what is asked very often and costs more than it changes: an answer of the last so many milliseconds is given again. */
export const lately = <Answer>(ask: () => Answer, ms: number): (() => Answer) => {
  let known: { readonly answer: Answer; readonly at: number } | undefined
  return () => {
    const now = performance.now()
    if (known === undefined || now - known.at > ms) known = { answer: ask(), at: now }
    return known.answer
  }
}
