const keptCharacter = /[\p{L}\p{N}\p{M}\p{Extended_Pictographic}_=+,.@-]/u
const windowsDevice = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i
const longestName = 60
const longestExtension = 16

/**
 * A file name that a person recognises the name in, and that every file system takes. Different names may give the same
 * one: who needs them apart adds a distinction.
 */
export const safeName = (name: string): string => {
  let safe = ''
  let bytes = 0
  for (const character of name.slice(0, 4 * longestName).normalize('NFC')) {
    const kept = keptCharacter.test(character) ? character : '_'
    bytes += Buffer.byteLength(kept)
    if (bytes > longestName) break
    safe += kept
  }
  safe = safe.replace(/^[.]+|[.]+$/g, '_')
  return safe === '' || windowsDevice.test(safe) ? `_${safe}` : safe
}

export const safeExtension = (extension: string): string =>
  extension.replace(/[^A-Za-z0-9]+/g, '').slice(0, longestExtension)

/** Names that differ by this differ on file systems that ignore case or normalise Unicode, too. */
export const sameOnDisk = (name: string): string => name.normalize('NFKD').toUpperCase()
