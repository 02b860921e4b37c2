import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { json, lazy, stage, type StageContext, v8 } from 'stagewright'
import { shuffle } from './shuffle.ts'

/** Grey levels from 0 to 1, row by row. */
export type Image = readonly number[]

/** Pixels along each side of an image after it was shrunk. */
export const side = 14

const classes = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]
const original = 28

/** Reads the first images of each digit, at half their width and height. */
export const loadImages = stage({ outputs: [lazy('images'), 'labels'], cachers: [v8(), json()] })(
  function loadImages(context: StageContext<{ folder: string; perDigit: number }>) {
    const { folder, perDigit } = context.params
    const images: Image[] = []
    const labels: number[] = []
    for (const digit of classes) {
      const path = context.file(join(folder, `${digit}.json`))
      const { data }: { data: readonly number[] } = JSON.parse(readFileSync(path, 'utf8'))
      for (let index = 0; index < perDigit; index++) {
        images.push(shrink(data, index * original * original))
        labels.push(digit)
      }
      context.progress(digit + 1, classes.length)
    }
    return { images, labels }
  },
)

/** Each pixel is the mean of four. */
const shrink = (pixels: readonly number[], start: number): Image =>
  Array.from({ length: side * side }, (_, index) => {
    const corner = start + 2 * Math.floor(index / side) * original + 2 * (index % side)
    const at = (offset: number): number => pixels[corner + offset] ?? 0
    return (at(0) + at(1) + at(original) + at(original + 1)) / 4
  })

/** Which images are for training and which for testing. */
export interface Split {
  readonly train: readonly number[]
  readonly test: readonly number[]
}

export const splitImages = stage({ inputs: ['labels'], outputs: ['split'], cachers: [json()] })(
  function splitImages(
    { params }: StageContext<{ seed: number; testShare: number }>,
    { labels }: { labels: readonly number[] },
  ) {
    const order = shuffle(labels.keys(), params.seed)
    const size = Math.round(order.length * params.testShare)
    const split: Split = { test: order.slice(0, size), train: order.slice(size) }
    return { split }
  },
)
