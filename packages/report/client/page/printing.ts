import { options } from 'preact'
import { useLayoutEffect, useState } from 'preact/hooks'

const listeners = new Set<(isPrinting: boolean) => void>()
let now = false

/** Draws at once: the browser takes the page as soon as its listeners return. */
const tell = (isPrinting: boolean): void => {
  const before = options.debounceRendering
  options.debounceRendering = (draw) => draw()
  now = isPrinting
  for (const listener of listeners) listener(isPrinting)
  if (before === undefined) delete options.debounceRendering
  else options.debounceRendering = before
}
addEventListener('beforeprint', () => tell(true))
addEventListener('afterprint', () => tell(false))

/** Whether the page is being printed, which shows everything that a screen shows in part. */
export const usePrinting = (): boolean => {
  const [isPrinting, setPrinting] = useState(now)
  useLayoutEffect(() => {
    listeners.add(setPrinting)
    return () => {
      listeners.delete(setPrinting)
    }
  }, [])
  return isPrinting
}
