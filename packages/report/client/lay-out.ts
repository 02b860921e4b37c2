import { Graph, layout } from '@dagrejs/dagre'
import type { Folded } from './fold.ts'

export interface Placed {
  readonly width: number
  readonly height: number
  /** Centres of the boxes. */
  readonly centres: readonly { readonly x: number; readonly y: number }[]
  /** One path of SVG for each arrow. */
  readonly paths: readonly string[]
}

export const boxSize = { width: 176, height: 46 } as const

/** Where boxes and arrows go, from left to right. */
export const layOut = ({ boxes, arrows }: Folded): Placed => {
  const graph = new Graph({ directed: true })
  graph.setGraph({ rankdir: 'LR', nodesep: 14, ranksep: 56, marginx: 12, marginy: 12 })
  graph.setDefaultEdgeLabel(() => ({}))
  for (const index of boxes.keys()) graph.setNode(`b${index}`, { ...boxSize })
  for (const [from, to] of arrows) graph.setEdge(`b${from}`, `b${to}`)
  layout(graph)
  const { width = 0, height = 0 } = graph.graph() as { readonly width?: number; readonly height?: number }
  return {
    width,
    height,
    centres: boxes.map((_, index) => {
      const { x, y } = graph.node(`b${index}`) as { readonly x: number; readonly y: number }
      return { x, y }
    }),
    paths: arrows.map(([from, to]) => {
      const { points } = graph.edge(`b${from}`, `b${to}`) as { readonly points: readonly Point[] }
      return curve(points)
    }),
  }
}

interface Point {
  readonly x: number
  readonly y: number
}

/** Through the middles of a line's pieces, bent at its corners. */
const curve = (points: readonly Point[]): string => {
  const [first, ...rest] = points
  const last = rest.pop()
  if (first === undefined || last === undefined) return ''
  const bends = rest.map((point, at) => {
    const next = rest[at + 1] ?? last
    return `Q${round(point.x)},${round(point.y)} ${round((point.x + next.x) / 2)},${round((point.y + next.y) / 2)}`
  })
  return `M${round(first.x)},${round(first.y)} ${bends.join(' ')} L${round(last.x)},${round(last.y)}`
}

const round = (value: number): number => Math.round(value * 10) / 10
