import type { RefObject } from 'preact'
import { useLayoutEffect, useRef, useState } from 'preact/hooks'
import { usePrinting } from './printing.ts'

/** Pixels across a printed page. */
const printed = 680

/** How wide an element is, in pixels, as the window changes. */
export const useWidth = (): readonly [RefObject<HTMLDivElement>, number] => {
  const element = useRef<HTMLDivElement>(null)
  const [width, setWidth] = useState(800)
  const isPrinting = usePrinting()
  useLayoutEffect(() => {
    const target = element.current
    if (target === null) return undefined
    const look = (): void => {
      if (target.clientWidth > 0) setWidth(target.clientWidth)
    }
    look()
    const observer = new ResizeObserver(look)
    observer.observe(target)
    return () => observer.disconnect()
  }, [])
  return [element, isPrinting ? printed : width]
}
