/** Places of items that stand side by side in a list, from 0. */
export interface Span {
  readonly from: number
  readonly to: number
}
