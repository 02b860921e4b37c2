import { join } from 'node:path'

/** The folders and files of a store; docs/store-format.md tells what each is for. */
export interface Layout {
  readonly root: string
  readonly format: string
  readonly artifacts: string
  readonly staging: string
  readonly quarantine: string
  readonly extracted: string
}

export const layoutOf = (root: string): Layout => ({
  root,
  format: join(root, 'format.json'),
  artifacts: join(root, 'artifacts'),
  staging: join(root, 'staging'),
  quarantine: join(root, 'quarantine'),
  extracted: join(root, 'extracted'),
})
