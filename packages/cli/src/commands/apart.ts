/**
 * Tells each listener of an event, whatever the others do. One that throws goes on being told: an event that it cannot
 * take must not hide how the run ends.
 *
 * @param onProblem told of the first that each listener throws
 */
export const apart = <Event>(
  listeners: readonly ((event: Event) => void)[],
  onProblem: (thrown: unknown) => void,
): ((event: Event) => void) => {
  const failed = new Set<(event: Event) => void>()
  return (event) => {
    for (const listener of listeners)
      try {
        listener(event)
      } catch (error) {
        if (!failed.has(listener)) onProblem(error)
        failed.add(listener)
      }
  }
}
