/** Where in a bucket results are shared. */
export interface S3Place {
  readonly bucket: string
  readonly prefix: string
}

/**
 * Reads `s3://bucket/prefix`, as the command line has it.
 *
 * @throws TypeError for what is no such address
 */
export const parseS3Url = (url: string): S3Place => {
  const [, bucket, prefix = ''] = /^s3:\/\/([^/?#]+)(?:\/([^?#]*))?$/u.exec(url) ?? []
  if (bucket === undefined)
    throw new TypeError(
      `'${url}' is not the address of a bucket. Write it as s3://bucket or s3://bucket/prefix.`,
    )
  return { bucket, prefix: prefix.replace(/\/+$/u, '') }
}

/** @throws TypeError for a bucket that no server can have */
export const checkBucket = (bucket: string): string => {
  if (/^[A-Za-z0-9][A-Za-z0-9._-]{1,62}$/u.test(bucket)) return bucket
  throw new TypeError(
    `'${bucket}' cannot be the name of a bucket: it takes 3 to 63 letters, digits, '-', '.' and '_', and begins with a letter or digit.`,
  )
}

/**
 * The beginning of all objects' keys. Parts such as `..` are refused, for an address on the web folds them, and another
 * object would be meant.
 *
 * @throws TypeError
 */
export const checkPrefix = (prefix: string): string => {
  const plain = prefix.replace(/\/$/u, '')
  if (plain === '') return ''
  const isSafe = plain.split('/').every((part) => part !== '' && part !== '.' && part !== '..')
  // oxlint-disable-next-line no-control-regex -- control characters are what is refused
  if (isSafe && plain.length <= 500 && !/[\u0000-\u001f\u007f\\]/u.test(plain)) return `${plain}/`
  throw new TypeError(
    `'${prefix}' cannot be a prefix: write names with '/' between them, none of them empty, '.' or '..'.`,
  )
}

/** One part of a key after another, as RFC 3986 writes them. */
export const encodeKey = (key: string): string => key.split('/').map(encodePart).join('/')

export const encodePart = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/gu, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`)
