import { RemoteError, type RemoteGetOptions } from '@stagewright/core'
import { type Asker, createPatience, refused } from './ask.ts'
import { chunksOf } from './exchange.ts'
import type { ObjectAddress } from './write-object.ts'

/**
 * An object's bytes. Where the connection breaks, the rest is asked for; whatever was given is not given again.
 *
 * @throws RemoteError
 */
export async function* readObject(
  asker: Asker,
  { remote, url }: ObjectAddress,
  { first, patienceMs }: RemoteGetOptions,
): AsyncGenerator<Uint8Array> {
  let given = 0
  let tag: string | undefined
  let patience = createPatience(patienceMs)
  for (;;) {
    const isPart = given > 0 || first !== undefined
    const range = `bytes=${given}-${first === undefined ? '' : first - 1}`
    const answer = await asker.ask(
      { method: 'GET', url, ...(isPart && { headers: { range } }) },
      { patienceMs },
    )
    if (!answer.isWell) {
      const { status, code } = answer.refusal
      // An empty object has no first byte.
      if (status === 416) return
      if (status === 404 && code !== 'NoSuchBucket')
        throw new RemoteError('missing', `${remote} has no such object.`)
      throw refused(remote, answer.refusal)
    }
    const { headers, statusCode } = answer.answer
    if (isPart && statusCode !== 206 && given > 0) {
      answer.answer.destroy()
      throw new RemoteError('unreachable', `${remote} broke off, and cannot go on where it did.`)
    }
    if (tag !== undefined && headers.etag !== tag) {
      answer.answer.destroy()
      throw new RemoteError('unreachable', `${remote} broke off, and has something else now.`)
    }
    tag = headers.etag
    try {
      for await (const chunk of chunksOf(answer.answer)) {
        const wanted = first === undefined ? chunk : chunk.subarray(0, first - given)
        given += wanted.length
        patience = createPatience(patienceMs)
        yield wanted
        if (given === first) return
      }
      return
    } catch (thrown) {
      if (thrown instanceof RemoteError) throw thrown
      await patience.wait(thrown instanceof Error ? thrown.message : String(thrown), thrown)
    }
  }
}
