// Every JavaScript runtime has these two; the library of the language's own types does not name them.
declare const btoa: (binary: string) => string
declare const atob: (base64: string) => string

const chunk = 0x8000

export const toBase64 = (bytes: Uint8Array): string => {
  const parts: string[] = []
  for (let at = 0; at < bytes.length; at += chunk)
    parts.push(String.fromCharCode(...bytes.subarray(at, at + chunk)))
  return btoa(parts.join(''))
}

/** @throws Error for what is not base64 */
export const fromBase64 = (text: string): Uint8Array =>
  Uint8Array.from(atob(text), (character) => character.charCodeAt(0))
