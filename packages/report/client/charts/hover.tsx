import type { ComponentChildren, JSX } from 'preact'

/** What is shown beside the pointer. */
export const Tip = ({
  x,
  y,
  width,
  children,
}: {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly children: ComponentChildren
}): JSX.Element => (
  <div
    class="tip"
    style={
      x > width / 2 ? { right: `${width - x + 12}px`, top: `${y}px` } : { left: `${x + 12}px`, top: `${y}px` }
    }
  >
    {children}
  </div>
)

/** Where the pointer is in a chart, in pixels. */
export const pointerIn = (
  event: JSX.TargetedPointerEvent<Element>,
): { readonly x: number; readonly y: number } => {
  const { left, top } = event.currentTarget.getBoundingClientRect()
  return { x: event.clientX - left, y: event.clientY - top }
}

/** The nearest of some points, where one is near. */
export const nearest = <Point extends { readonly x: number; readonly y: number }>(
  points: readonly Point[],
  { x, y }: { readonly x: number; readonly y: number },
  reach: number,
): Point | undefined => {
  let found: Point | undefined
  let least = reach ** 2
  for (const point of points) {
    const distance = (point.x - x) ** 2 + (point.y - y) ** 2
    if (distance >= least) continue
    least = distance
    found = point
  }
  return found
}
