/** The text of the first element of this name; `undefined` where there is none. Enough for the flat answers of S3. */
export const elementOf = (xml: string, name: string): string | undefined => {
  const text = new RegExp(`<${name}(?: [^>]*)?>([^]*?)</${name}>`, 'u').exec(xml)?.[1]
  return text === undefined ? undefined : unescaped(text)
}

/** The contents of all elements of this name, as they are written. */
export const elementsOf = (xml: string, name: string): readonly string[] =>
  Array.from(
    xml.matchAll(new RegExp(`<${name}(?: [^>]*)?>([^]*?)</${name}>`, 'gu')),
    ([, content]) => content ?? '',
  )

const signs: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

const unescaped = (text: string): string =>
  text.replace(
    /&(?:#x([\da-f]+)|#(\d+)|(\w+));/giu,
    (whole, hex?: string, decimal?: string, name?: string) => {
      if (hex !== undefined) return String.fromCodePoint(Number.parseInt(hex, 16))
      if (decimal !== undefined) return String.fromCodePoint(Number(decimal))
      return signs[name ?? ''] ?? whole
    },
  )
