import { StoreError } from '@stagewright/core'
import { sqliteProblem } from './index/sqlite-problem.ts'
import { systemCode } from './system-code.ts'

const sentences: Readonly<Record<string, string>> = {
  ENOSPC: 'cannot take more: its disk is full.',
  EDQUOT: 'cannot take more: the quota of its disk is used up.',
  EROFS: 'cannot be written: its disk is mounted read-only.',
  EACCES: 'cannot be used: this user has no permission.',
  EPERM: 'cannot be used: this user has no permission.',
  ENOENT: 'is not there any more: its folder was deleted while it was open.',
  ENOTDIR: 'cannot be opened: a part of its path is a file.',
  ENAMETOOLONG: 'cannot be opened: its path is too long. Choose a shorter one.',
  ELOOP: 'cannot be opened: its path is a link that leads to itself.',
  EMFILE:
    'cannot open another file: this process has reached its limit of open files. Raise it (ulimit -n), or run fewer steps at the same time.',
  ENFILE: 'cannot open another file: this machine has reached its limit of open files.',
}

/** What went wrong with a store's files, as a StoreError that says it in a sentence. */
export const storeProblem = (store: string, thrown: unknown): StoreError => {
  if (thrown instanceof StoreError) return thrown
  const code = systemCode(thrown)
  const sentence = code === undefined ? undefined : (sentences[code] ?? sqliteSentence(thrown))
  const detail =
    typeof thrown === 'object' && thrown !== null && 'message' in thrown
      ? String(thrown.message)
      : String(thrown)
  return new StoreError(store, sentence ?? `failed: ${detail}`, thrown)
}

const sqliteSentence = (thrown: unknown): string | undefined => {
  switch (sqliteProblem(thrown)) {
    case 'full':
      return sentences['ENOSPC']
    case 'read-only':
      return 'cannot be written: its folder or disk is read-only.'
    case 'busy':
      return 'is kept busy by another process.'
    case 'damaged':
    case 'other':
      return undefined
  }
}

/** Runs what touches the store's files. Their problems become StoreErrors; what a cacher throws stays as it is. */
export const inStore = async <Value>(store: string, act: () => Promise<Value>): Promise<Value> => {
  try {
    return await act()
  } catch (thrown) {
    throw isAboutStore(store, thrown) ? storeProblem(store, thrown) : thrown
  }
}

const isAboutStore = (store: string, thrown: unknown): boolean => {
  const code = systemCode(thrown)
  if (code === undefined) return false
  if (code.startsWith('SQLITE_')) return true
  const path = (thrown as { readonly path?: unknown }).path
  return typeof path === 'string' ? path.startsWith(store) : code in sentences && code !== 'ENOENT'
}
