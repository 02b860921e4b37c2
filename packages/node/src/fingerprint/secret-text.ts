const names =
  'passw(?:or)?d|passphrase|secret|token|api[_-]?key|access[_-]?key|private[_-]?key|credentials?|authori[sz]ation|cookie'

const secretName = new RegExp(names, 'iu')

/** Whether a value under such a name is a secret. */
export const isSecretName = (name: string): boolean => secretName.test(name)

/** Such a name with a value behind it: `apiKey: '...'`, `const token = '...'`. */
const named = new RegExp(`(?:${names})\\w*['"]?\\s*[:=]\\s*['"\`][^'"\`\\s]{8,}`, 'iu')

/** What secrets look like, whatever they are called. */
const shapes: readonly RegExp[] = [
  /-----BEGIN [A-Z ]*PRIVATE KEY-----/u,
  /\b(?:sk|pk|rk|ghp|gho|ghs|github_pat|glpat|npm|hf|xox[abprs])[-_][A-Za-z0-9_-]{16,}/u,
  /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/u,
  /\bAIza[A-Za-z0-9_-]{30,}/u,
  /\beyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}/u,
  /\b(?:Bearer|Basic) [A-Za-z0-9+/=._-]{16,}/u,
  /\b[a-z][a-z0-9+.-]*:\/\/[^\s/:@'"`]+:[^\s/@'"`$]+@/iu,
]

/** Environment variables that hold secrets are called so. */
const secretVariable = /key|token|secret|passw|pwd|auth|credential|dsn|cookie|_url$|_uri$/iu
const leastLength = 8

/**
 * Whether a text looks as if it held a secret: by a name before a literal, by its shape, or because it holds the value
 * of an environment variable that is called like one. Some texts look so and hold none.
 */
export const holdsSecret = (text: string): boolean =>
  named.test(text) ||
  shapes.some((shape) => shape.test(text)) ||
  Object.entries(process.env).some(
    ([name, value]) =>
      value !== undefined && value.length >= leastLength && secretVariable.test(name) && text.includes(value),
  )
