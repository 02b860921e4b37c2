/** What an act gives, or `undefined` where it fails: of something damaged, each part is tried by itself. */
export const attempt = <Value>(act: () => Value): Value | undefined => {
  try {
    return act()
  } catch {
    return undefined
  }
}
