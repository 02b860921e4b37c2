import { TextDecoder } from 'node:util'

/**
 * Catches what is written to a stream, so that it can be put above a live view, line by line.
 *
 * @returns gives the stream back; what was written of an unfinished line comes first
 */
export const divertOutput = (stream: NodeJS.WriteStream, take: (lines: string) => void): (() => void) => {
  const { write } = stream
  const decoder = new TextDecoder()
  let unfinished = ''
  const diverted = (
    chunk: string | Uint8Array,
    encoding?: BufferEncoding | ((error?: Error | null) => void),
    callback?: (error?: Error | null) => void,
  ): boolean => {
    const text = typeof chunk === 'string' ? chunk : decoder.decode(chunk, { stream: true })
    const end = text.lastIndexOf('\n') + 1
    if (end === 0) unfinished += text
    else {
      take(unfinished + text.slice(0, end))
      unfinished = text.slice(end)
    }
    const done = typeof encoding === 'function' ? encoding : callback
    if (done !== undefined) process.nextTick(done)
    return true
  }
  stream.write = diverted
  return () => {
    stream.write = write
    if (unfinished !== '') take(`${unfinished}\n`)
  }
}
