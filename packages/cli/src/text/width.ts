import stringWidth from 'string-width'

const printable = /^[ -~]*$/u

/** Columns that a text takes on a terminal. */
export const widthOf = (text: string): number => (printable.test(text) ? text.length : stringWidth(text))
