/** Whether more of a metric is better. */
export type Direction = 'up' | 'down'

const less =
  /(?:^|[^a-z])(?:loss|losses|err|errors?|mse|rmse|mae|mape|wer|cer|perplexity|ppl|nll|bpc|cost|costs|price|latency|time|duration|seconds|ms|bytes|size|memory|misses|failures|distance|deviation|regret)(?:$|[^a-z])/u

/** What is better, guessed from a metric's name: less of `val_loss`, more of `accuracy`. */
export const directionOf = (metric: string): Direction =>
  less.test(metric.replace(/([a-z])([A-Z])/gu, '$1 $2').toLowerCase()) ? 'down' : 'up'

/** Whether the first value is better than the second. */
export const isBetter = (direction: Direction, one: number, other: number): boolean =>
  direction === 'up' ? one > other : one < other
