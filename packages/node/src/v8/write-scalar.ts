import type { ByteWriter } from './byte-writer.ts'

export const writeNumber = (value: number, out: ByteWriter): void => {
  if ((value | 0) === value && !Object.is(value, -0)) {
    out.tag('I')
    out.varint(value < 0 ? -value * 2 - 1 : value * 2)
  } else {
    out.tag('N')
    out.double(value)
  }
}

/** A bigint without its tag: how many bytes of digits, its sign, and the digits. */
export const writeBigint = (value: bigint, out: ByteWriter): void => {
  const digits: bigint[] = []
  for (let rest = value < 0n ? -value : value; rest > 0n; rest >>= 64n) digits.push(BigInt.asUintN(64, rest))
  out.varint(digits.length * 16 + (value < 0n ? 1 : 0))
  for (const digit of digits) out.unsigned64(digit)
}

/** Texts up to this length are written by character: a call of the runtime costs more. */
const short = 0x7f

export const writeText = (text: string, out: ByteWriter): void => {
  if (text.length <= short) {
    out.tag('"')
    if (out.narrow(text)) return
    out.untag()
  } else if (isNarrow(text)) {
    out.tag('"')
    out.varint(text.length)
    out.text(text, 'latin1')
    return
  }
  const length = text.length * 2
  // Wide characters begin at an even place.
  if ((out.size + 1 + varintSize(length)) % 2 === 1) out.byte(0)
  out.tag('c')
  out.varint(length)
  out.text(text, 'utf16le')
}

// oxlint-disable-next-line no-control-regex -- the characters that take one byte
const isNarrow = (text: string): boolean => /^[\u0000-\u00ff]*$/u.test(text)

const varintSize = (value: number): number => {
  let size = 1
  for (let rest = value; rest > 0x7f; rest = Math.floor(rest / 0x80)) size++
  return size
}
