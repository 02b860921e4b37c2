import { basename } from 'node:path'

/** Names by which keys, passwords and tokens are kept. */
const secrets: readonly RegExp[] = [
  /^\.env(?:\..+|rc)?$/u,
  /^\.?(?:npmrc|netrc|pgpass|my\.cnf|htpasswd|git-credentials|dockercfg|pypirc|yarnrc|boto|s3cfg)$/u,
  /^id_(?:rsa|dsa|ecdsa|ed25519)/u,
  /\.(?:pem|key|p8|p12|pfx|ppk|jks|keystore|kdbx|asc|gpg)$/u,
  /(?:^|[._-])(?:secrets?|credentials?|passwords?|passwd|tokens?|api[._-]?keys?|private[._-]?keys?|service[._-]?account)(?:[._-].*)?$/u,
]

/** Ends of names such as `.env.example`, in which no value is kept. */
const samples = /\.(?:example|sample|template|dist|pub)$/u

const secretFolders = /(?:^|\/)(?:\.ssh|\.aws|\.gnupg|\.kube|\.docker|secrets?|credentials?)\//u

/** Programs may be about tokens and passwords without holding one. */
const programs = /\.[cm]?[jt]sx?$/u

/** Whether a file's name, relative to its project, says that it holds a key, a password or a token. */
export const isSecretName = (file: string): boolean => {
  const path = file.replaceAll('\\', '/').toLowerCase()
  const name = basename(path)
  if (samples.test(name)) return false
  if (secretFolders.test(path)) return !programs.test(name)
  return !programs.test(name) && secrets.some((pattern) => pattern.test(name))
}
