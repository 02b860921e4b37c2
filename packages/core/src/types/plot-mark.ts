/** The marks that a plot can be made of. */
export type MarkName =
  | 'areaY'
  | 'barX'
  | 'barY'
  | 'boxX'
  | 'boxY'
  | 'cell'
  | 'dot'
  | 'line'
  | 'linearRegressionY'
  | 'rectX'
  | 'rectY'
  | 'ruleX'
  | 'ruleY'
  | 'text'
  | 'tickX'
  | 'tickY'

/** How rows are put together before they are drawn. */
export type PlotTransform = 'binX' | 'binY' | 'groupX' | 'groupY'

/** What stands for the rows that were put together: how many, or one number from those of the other axis. */
export type PlotReduce = 'count' | 'proportion' | 'sum' | 'mean' | 'median' | 'min' | 'max'

/** One layer of a plot. `x`, `y` and their kind name columns; a number stands for itself. */
export interface PlotMark<Column extends string = string> {
  readonly mark: MarkName
  readonly x?: Column | number | undefined
  readonly y?: Column | number | undefined
  readonly x1?: Column | number | undefined
  readonly x2?: Column | number | undefined
  readonly y1?: Column | number | undefined
  readonly y2?: Column | number | undefined
  /** The column that tells series apart, where no colour does. */
  readonly z?: Column | undefined
  /** The column that tells the small plots apart that stand side by side. */
  readonly fx?: Column | undefined
  readonly fy?: Column | undefined
  /** Radius of dots in pixels, or a column. */
  readonly r?: Column | number | undefined
  /** A column, or a colour of CSS. */
  readonly fill?: Column | (string & {}) | undefined
  readonly stroke?: Column | (string & {}) | undefined
  readonly strokeWidth?: number | undefined
  readonly opacity?: number | undefined
  /** For `text`: the column that is written. */
  readonly text?: Column | undefined
  readonly transform?: PlotTransform | undefined
  /** Default: `count`. */
  readonly reduce?: PlotReduce | undefined
}

/** How one direction, or the colours, of a plot are drawn. */
export interface PlotScale {
  /** Default: the column's name. */
  readonly label?: string | undefined
  /** Default: told by the values. */
  readonly type?: 'linear' | 'log' | 'sqrt' | 'symlog' | 'point' | 'band' | 'utc' | 'categorical' | undefined
  readonly domain?: readonly (string | number)[] | undefined
  /** Whether it begins at zero. Default: false. */
  readonly zero?: boolean | undefined
  /** Whether lines are drawn across. Default: false. */
  readonly grid?: boolean | undefined
  readonly reverse?: boolean | undefined
}

/** The whole of a plot. */
export interface PlotOptions {
  readonly x?: PlotScale | undefined
  readonly y?: PlotScale | undefined
  readonly color?:
    (PlotScale & { readonly legend?: boolean | undefined; readonly scheme?: string | undefined }) | undefined
  /** Pixels. Default: 640. */
  readonly width?: number | undefined
  /** Pixels. Default: chosen by the plot. */
  readonly height?: number | undefined
}
