/** Bytes that are appended to one another. */
export class ByteWriter {
  #bytes = Buffer.allocUnsafeSlow(1024)
  #size = 0

  get size(): number {
    return this.#size
  }

  byte(value: number): void {
    this.#room(1)
    this.#bytes[this.#size++] = value
  }

  /** What comes next, by its letter. */
  tag(letter: string): void {
    this.byte(letter.charCodeAt(0))
  }

  untag(): void {
    this.#size--
  }

  /** A number that is not negative, seven bits a byte, the lowest first. */
  varint(value: number): void {
    this.#room(8)
    if (value <= 0x7f) {
      this.#bytes[this.#size++] = value
      return
    }
    let rest = value
    while (rest > 0x7f) {
      this.#bytes[this.#size++] = (rest % 0x80) + 0x80
      rest = Math.floor(rest / 0x80)
    }
    this.#bytes[this.#size++] = rest
  }

  double(value: number): void {
    this.#room(8)
    // All NaNs are one value, and have more than one form.
    this.#size = this.#bytes.writeDoubleLE(Number.isNaN(value) ? Number.NaN : value, this.#size)
  }

  unsigned64(value: bigint): void {
    this.#room(8)
    this.#size = this.#bytes.writeBigUInt64LE(value, this.#size)
  }

  /** Writes a short text whose characters take one byte, and its length, or nothing where one takes more. */
  narrow(value: string): boolean {
    this.#room(value.length + 1)
    const bytes = this.#bytes
    const start = this.#size + 1
    for (let index = 0; index < value.length; index++) {
      const code = value.charCodeAt(index)
      if (code > 0xff) return false
      bytes[start + index] = code
    }
    bytes[this.#size] = value.length
    this.#size += value.length + 1
    return true
  }

  text(value: string, encoding: 'latin1' | 'utf16le'): void {
    this.#room(value.length * 2)
    this.#size += this.#bytes.write(value, this.#size, encoding)
  }

  bytes(value: Uint8Array): void {
    this.#room(value.byteLength)
    this.#bytes.set(value, this.#size)
    this.#size += value.byteLength
  }

  /** All that was written, in memory of its own. */
  taken(): Uint8Array {
    return new Uint8Array(this.#bytes.buffer, 0, this.#size)
  }

  #room(more: number): void {
    const needed = this.#size + more
    if (needed <= this.#bytes.byteLength) return
    const larger = Buffer.allocUnsafeSlow(Math.max(needed, this.#bytes.byteLength * 2))
    larger.set(this.#bytes.subarray(0, this.#size))
    this.#bytes = larger
  }
}
