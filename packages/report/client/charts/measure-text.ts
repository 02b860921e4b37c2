let context: CanvasRenderingContext2D | null | undefined

/** How wide a label of a chart is, in pixels. */
export const measureText = (text: string): number => {
  context ??= document.createElement('canvas').getContext('2d')
  if (context === null) return text.length * 6.5
  context.font = '11px system-ui, sans-serif'
  return context.measureText(text).width
}

/** The widest of some labels. */
export const widest = (labels: readonly string[]): number =>
  labels.reduce((most, label) => Math.max(most, measureText(label)), 0)

/** As much of a text as so many pixels hold. */
export const fitText = (text: string, pixels: number): string => {
  if (measureText(text) <= pixels) return text
  let end = text.length
  while (end > 0 && measureText(`${text.slice(0, end)}…`) > pixels) end--
  return end === 0 ? '' : `${text.slice(0, end)}…`
}
