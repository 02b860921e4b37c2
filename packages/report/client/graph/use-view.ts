import type { JSX, RefObject } from 'preact'
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks'
import type { Placed } from './lay-out.ts'

/** Where the picture stands in its frame. */
export interface View {
  readonly x: number
  readonly y: number
  readonly scale: number
}

export interface Camera {
  readonly frame: RefObject<HTMLDivElement>
  readonly view: View
  readonly size: { readonly width: number; readonly height: number }
  readonly zoom: (factor: number) => void
  readonly fit: () => void
  /** Brings a place of the picture into the middle. */
  readonly centre: (x: number, y: number) => void
  readonly handlers: JSX.HTMLAttributes<HTMLDivElement>
}

const least = 0.05
/** At that scale labels can still be read: a picture that does not fit begins with its upper left part. */
const readable = 0.66
const most = 4

/** Moves and zooms a picture: by the pointer, at the pointer, and by keys. */
export const useView = ({ width, height }: Placed): Camera => {
  const frame = useRef<HTMLDivElement>(null)
  const [view, setView] = useState<View>({ x: 0, y: 0, scale: 1 })
  const [size, setSize] = useState({ width: 900, height: 480 })
  const fit = (): void => {
    const element = frame.current
    const room = { width: element?.clientWidth ?? 900, height: element?.clientHeight ?? 480 }
    const scale = Math.max(
      least,
      Math.min(1, room.width / Math.max(1, width), room.height / Math.max(1, height)),
    )
    setSize(room)
    setView({ x: (room.width - width * scale) / 2, y: (room.height - height * scale) / 2, scale })
  }
  useLayoutEffect(() => {
    fit()
    setView((whole) => (whole.scale >= readable ? whole : { x: 0, y: 0, scale: readable }))
  }, [width, height])
  useLayoutEffect(() => {
    const element = frame.current
    if (element === null) return undefined
    const observer = new ResizeObserver(() =>
      setSize((before) =>
        before.width === element.clientWidth && before.height === element.clientHeight
          ? before
          : { width: element.clientWidth, height: element.clientHeight },
      ),
    )
    observer.observe(element)
    return () => observer.disconnect()
  }, [])
  const zoomAt = (factor: number, at: { readonly x: number; readonly y: number }): void =>
    setView((before) => {
      const scale = Math.min(most, Math.max(least, before.scale * factor))
      const times = scale / before.scale
      return { x: at.x - (at.x - before.x) * times, y: at.y - (at.y - before.y) * times, scale }
    })
  const zoom = (factor: number): void => zoomAt(factor, { x: size.width / 2, y: size.height / 2 })
  const pan = (x: number, y: number): void =>
    setView((before) => ({ ...before, x: before.x + x, y: before.y + y }))
  useEffect(() => {
    const element = frame.current
    if (element === null) return undefined
    const onWheel = (event: WheelEvent): void => {
      if (!event.ctrlKey && !event.metaKey) return
      event.preventDefault()
      const { left, top } = element.getBoundingClientRect()
      zoomAt(event.deltaY < 0 ? 1.18 : 1 / 1.18, { x: event.clientX - left, y: event.clientY - top })
    }
    element.addEventListener('wheel', onWheel, { passive: false })
    return () => element.removeEventListener('wheel', onWheel)
  }, [])
  const drag = useRef<{ readonly x: number; readonly y: number } | undefined>(undefined)
  return {
    frame,
    view,
    size,
    zoom,
    fit,
    centre: (x, y) =>
      setView(({ scale: before }) => {
        const scale = Math.max(before, 0.7)
        return { x: size.width / 2 - x * scale, y: size.height / 2 - y * scale, scale }
      }),
    handlers: {
      onKeyDown: (event) => {
        const moves: Readonly<Record<string, () => void>> = {
          ArrowLeft: () => pan(60, 0),
          ArrowRight: () => pan(-60, 0),
          ArrowUp: () => pan(0, 60),
          ArrowDown: () => pan(0, -60),
          '+': () => zoom(1.2),
          '-': () => zoom(1 / 1.2),
          '0': fit,
        }
        const move = Object.hasOwn(moves, event.key) ? moves[event.key] : undefined
        if (move === undefined) return
        event.preventDefault()
        move()
      },
      onPointerDown: ({ clientX, clientY, target }) => {
        if (target instanceof Element && target.closest('.box, .minimap') === null)
          drag.current = { x: clientX, y: clientY }
      },
      onPointerMove: ({ clientX, clientY, buttons }) => {
        const from = drag.current
        if (from === undefined || buttons === 0) return
        pan(clientX - from.x, clientY - from.y)
        drag.current = { x: clientX, y: clientY }
      },
      onPointerUp: () => {
        drag.current = undefined
      },
    },
  }
}
