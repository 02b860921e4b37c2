/** Data whose steps are made when somebody first looks at them, which for very many steps nobody may do. */
export const withLazySteps = <Data extends object, Step>(
  data: Data,
  make: () => readonly Step[],
): Data & { readonly steps: readonly Step[] } => {
  let made: readonly Step[] | undefined
  const get = (): readonly Step[] => (made ??= make())
  // The property that the type names is the one that is defined.
  return Object.defineProperty(data, 'steps', { get, enumerable: true }) as Data & {
    readonly steps: readonly Step[]
  }
}
