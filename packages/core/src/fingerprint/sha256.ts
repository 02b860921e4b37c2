/** The first 32 bits of the fractional parts of the cube roots of the first 64 primes, as FIPS 180-4 has them. */
const constants = Uint32Array.from(
  (
    '428a2f9871374491b5c0fbcfe9b5dba53956c25b59f111f1923f82a4ab1c5ed5d807aa9812835b01243185be550c7dc372be5d7480deb1fe' +
    '9bdc06a7c19bf174e49b69c1efbe47860fc19dc6240ca1cc2de92c6f4a7484aa5cb0a9dc76f988da983e5152a831c66db00327c8bf597fc7' +
    'c6e00bf3d5a7914706ca63511429296727b70a852e1b21384d2c6dfc53380d13650a7354766a0abb81c2c92e92722c85a2bfe8a1a81a664b' +
    'c24b8b70c76c51a3d192e819d6990624f40e3585106aa07019a4c1161e376c082748774c34b0bcb5391c0cb34ed8aa4a5b9cca4f682e6ff3' +
    '748f82ee78a5636f84c878148cc7020890befffaa4506cebbef9a3f7c67178f2'
  ).match(/.{8}/gu) ?? [],
  (word) => Number.parseInt(word, 16),
)

/** And of the square roots of the first eight. */
const initial = [
  0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19,
]

const blockBytes = 64

/** SHA-256 in hexadecimal digits. */
export const sha256 = (content: Uint8Array): string => {
  const { length } = content
  // A bit after the content, and its length in bits in the last eight bytes.
  const padded = new Uint8Array(Math.ceil((length + 9) / blockBytes) * blockBytes)
  padded.set(content)
  padded[length] = 0x80
  const view = new DataView(padded.buffer)
  view.setUint32(padded.length - 8, Math.floor(length / 2 ** 29))
  view.setUint32(padded.length - 4, length << 3)
  const state = Int32Array.from(initial)
  const words = new Int32Array(blockBytes)
  for (let offset = 0; offset < padded.length; offset += blockBytes) addBlock(state, words, view, offset)
  return Array.from(state, (word) => (word >>> 0).toString(16).padStart(8, '0')).join('')
}

const turned = (word: number, bits: number): number => (word >>> bits) | (word << (32 - bits))

/** The arrays have a word at each index below, which the compiler does not know. */
const at = (words: Int32Array | Uint32Array, index: number): number => words[index] as number

const addBlock = (state: Int32Array, words: Int32Array, view: DataView, offset: number): void => {
  for (let index = 0; index < blockBytes; index++) {
    if (index < 16) {
      words[index] = view.getInt32(offset + 4 * index)
      continue
    }
    const early = at(words, index - 15)
    const late = at(words, index - 2)
    words[index] =
      at(words, index - 16) +
      (turned(early, 7) ^ turned(early, 18) ^ (early >>> 3)) +
      at(words, index - 7) +
      (turned(late, 17) ^ turned(late, 19) ^ (late >>> 10))
  }
  let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = state
  for (let index = 0; index < blockBytes; index++) {
    const first =
      h +
      (turned(e, 6) ^ turned(e, 11) ^ turned(e, 25)) +
      ((e & f) ^ (~e & g)) +
      at(constants, index) +
      at(words, index)
    const second = (turned(a, 2) ^ turned(a, 13) ^ turned(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))
    h = g
    g = f
    f = e
    e = (d + first) | 0
    d = c
    c = b
    b = a
    a = (first + second) | 0
  }
  for (const [index, word] of [a, b, c, d, e, f, g, h].entries()) state[index] = at(state, index) + word
}
