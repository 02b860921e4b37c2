import { fileURLToPath } from 'node:url'

/** The repository. */
export const root: string = fileURLToPath(new URL('../../..', import.meta.url))

/** Where the site is built. */
export const siteFolder: string = fileURLToPath(new URL('../site', import.meta.url))
