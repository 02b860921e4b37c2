import { relative } from 'node:path'
import { fileURLToPath } from 'node:url'

/** Stack lines that are shown at most. */
const most = 8

const placeOf = (line: string): { readonly path: string; readonly position: string } | undefined => {
  const found =
    /(?:^at |^at async |\()((?:file:\/\/)?(?:\/|[A-Za-z]:[\\/])[^()]*?)(\?[^():]*)?(:\d+:\d+)\)?$/u.exec(line)
  const [, path, , position] = found ?? []
  if (path === undefined || position === undefined) return undefined
  return { path: path.startsWith('file://') ? fileURLToPath(path) : path, position }
}

const isForeign = (path: string): boolean => /[\\/]node_modules[\\/]/u.test(path)

/** Where this command and the engine are: nobody looks for a mistake of their own there. */
const isOurs = (path: string, houses: readonly string[]): boolean =>
  houses.some((house) => path.startsWith(house))

/** The lines of a stack that are in the user's own files, with paths below the working directory made short. */
export const ownFrames = (
  stack: string,
  { cwd, houses }: { readonly cwd: string; readonly houses: readonly string[] },
): readonly string[] => {
  const frames: string[] = []
  for (const line of stack.split('\n')) {
    const text = line.trim()
    if (!text.startsWith('at ')) continue
    const place = placeOf(text)
    if (place === undefined || isForeign(place.path) || isOurs(place.path, houses)) continue
    const near = relative(cwd, place.path)
    const path = near.startsWith('..') ? place.path : near
    const name = /^at (?:async )?([^(]+) \(/u
      .exec(text)?.[1]
      ?.trim()
      .replace(/^Object\.| \[as fn\]$/gu, '')
    frames.push(name === undefined ? `at ${path}${place.position}` : `at ${name} (${path}${place.position})`)
  }
  return frames.slice(0, most)
}
