import type { JSX } from 'preact'
import type { Placed } from './lay-out.ts'
import { boxSize } from './lay-out.ts'
import type { Camera } from './use-view.ts'

const most = { width: 170, height: 100 } as const

/** The whole picture in a corner, with a frame around what is in sight: only where that is not all. */
export const Minimap = ({
  placed,
  tones,
  camera: { view, size, centre },
}: {
  readonly placed: Placed
  /** The class of each box. */
  readonly tones: readonly string[]
  readonly camera: Camera
}): JSX.Element | null => {
  const isWhole = placed.width * view.scale <= size.width + 1 && placed.height * view.scale <= size.height + 1
  if (isWhole) return null
  const scale = Math.min(most.width / placed.width, most.height / placed.height)
  const go = (event: JSX.TargetedPointerEvent<SVGSVGElement>): void => {
    const { left, top } = event.currentTarget.getBoundingClientRect()
    centre((event.clientX - left) / scale, (event.clientY - top) / scale)
  }
  return (
    <svg
      class="minimap"
      width={placed.width * scale}
      height={placed.height * scale}
      aria-hidden="true"
      onPointerDown={go}
      onPointerMove={(event) => {
        if (event.buttons > 0) go(event)
      }}
    >
      {placed.centres.map(({ x, y }, at) => (
        <rect
          class={tones[at]}
          x={(x - boxSize.width / 2) * scale}
          y={(y - boxSize.height / 2) * scale}
          width={Math.max(2, boxSize.width * scale)}
          height={Math.max(1.5, boxSize.height * scale)}
        />
      ))}
      <rect
        class="sight"
        x={(-view.x / view.scale) * scale}
        y={(-view.y / view.scale) * scale}
        width={(size.width / view.scale) * scale}
        height={(size.height / view.scale) * scale}
      />
    </svg>
  )
}
