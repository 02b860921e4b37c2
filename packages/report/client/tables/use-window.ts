import { useCallback, useLayoutEffect, useState } from 'preact/hooks'
import type { RefObject } from 'preact'

/** Which rows of a long list are drawn: those in sight, and some around them. */
export interface Window {
  readonly first: number
  readonly end: number
  readonly rowHeight: number
}

/** Rows beyond both edges, for scrolling and for the Tab key. */
const around = 12
/** Lists of so many rows are drawn whole. */
const mostWhole = 80

/** Follows the scrolling of a list whose rows are all equally high. */
export const useWindow = (frame: RefObject<HTMLElement>, count: number, isWhole: boolean): Window => {
  const [sight, setSight] = useState({ top: 0, height: 600, rowHeight: 34 })
  const look = useCallback(() => {
    const element = frame.current
    if (element === null) return
    const row = element.querySelector('[data-row]')
    const rowHeight = row === null ? 34 : Math.max(8, row.getBoundingClientRect().height)
    const next = { top: element.scrollTop, height: element.clientHeight, rowHeight }
    setSight((before) =>
      Math.abs(before.top - next.top) < rowHeight * 3 &&
      before.height === next.height &&
      before.rowHeight === next.rowHeight
        ? before
        : next,
    )
  }, [])
  useLayoutEffect(() => {
    const element = frame.current
    if (element === null) return undefined
    look()
    element.addEventListener('scroll', look, { passive: true })
    const observer = new ResizeObserver(look)
    observer.observe(element)
    return () => {
      element.removeEventListener('scroll', look)
      observer.disconnect()
    }
  }, [])
  useLayoutEffect(look, [count])
  const { top, height, rowHeight } = sight
  if (isWhole || count <= mostWhole) return { first: 0, end: count, rowHeight }
  const first = Math.max(0, Math.min(Math.floor(top / rowHeight), count - 1) - around)
  const end = Math.min(count, Math.ceil((top + height) / rowHeight) + around)
  return { first, end, rowHeight }
}
