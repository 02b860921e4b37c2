/** Carries something out, and prints how long that took and what the process then holds. */
export const timed = async <Value>(label: string, act: () => Promise<Value>): Promise<Value> => {
  const startedAt = performance.now()
  const value = await act()
  const memory = Math.round(process.memoryUsage.rss() / 2 ** 20)
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(2)
  console.log(`${label.padEnd(60)} ${seconds} s (${memory} MB in use)`)
  return value
}
