import { createRequire } from 'node:module'
import type * as esbuild from 'esbuild'

// Stands for esbuild in the bundle of tsx. tsx keeps what it has transformed, so that most starts need no esbuild at all.

const require = createRequire(import.meta.url)
// What a package exports is known from its types.
const load = (): typeof esbuild => require('esbuild') as typeof esbuild

const manifest = require('esbuild/package.json') as { readonly version: string }

export const version: string = manifest.version

export const transform: typeof esbuild.transform = async (input, options) => load().transform(input, options)

export const transformSync: typeof esbuild.transformSync = (input, options) =>
  load().transformSync(input, options)
