import { cpSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { buildSync } from 'esbuild'

const root = resolve(__dirname, '../../../..')

/** What is installed beside a package, and not built into it. */
const packagesOf = (manifest: {
  readonly dependencies: object
  readonly optionalDependencies?: object
}): readonly string[] => [
  ...Object.keys(manifest.dependencies),
  ...Object.keys(manifest.optionalDependencies ?? {}),
]

/** What worker threads load of a package. */
const inThreads: Readonly<Record<string, readonly string[]>> = {
  node: ['threads/thread.ts'],
  cli: ['load/in-threads.ts'],
}

/** Builds the packages that the command needs into `folder/node_modules`, as an installation has them. */
export const install = (folder: string): void => {
  const modules = join(folder, 'node_modules')
  mkdirSync(join(modules, '@stagewright'), { recursive: true })
  for (const name of readdirSync(join(root, 'node_modules')))
    if (!name.startsWith('.') && !['stagewright', '@stagewright'].includes(name))
      symlinkSync(join(root, 'node_modules', name), join(modules, name))
  for (const name of ['core', 'node', 'report', 'cli', 'stagewright']) {
    const source = join(root, 'packages', name)
    const manifest = JSON.parse(readFileSync(join(source, 'package.json'), 'utf8')) as {
      readonly name: string
      readonly dependencies: object
      readonly optionalDependencies?: object
    }
    const target = join(modules, manifest.name)
    mkdirSync(target, { recursive: true })
    writeFileSync(
      join(target, 'package.json'),
      JSON.stringify({
        ...manifest,
        exports: {
          '.': './dist/index.js',
          ...(name === 'node' && { './thread': './dist/threads/thread.js' }),
          ...(name === 'cli' && { './in-threads': './dist/load/in-threads.js' }),
          './package.json': './package.json',
        },
      }),
    )
    buildSync({
      entryPoints: ['index.ts', ...(inThreads[name] ?? [])].map((file) => join(source, 'src', file)),
      outbase: join(source, 'src'),
      bundle: true,
      splitting: true,
      format: 'esm',
      platform: 'node',
      target: 'node20',
      outdir: join(target, 'dist'),
      external: name === 'core' ? [] : ['@stagewright/*', ...packagesOf(manifest), '#tsx/*'],
      logLevel: 'warning',
    })
    if (name === 'report')
      for (const file of ['client.js', 'client.css'])
        cpSync(join(source, 'dist', file), join(target, 'dist', file))
    if (name === 'cli')
      for (const part of ['schemas', 'dist/tsx'])
        cpSync(join(source, part), join(target, part), { recursive: true })
    if (name === 'stagewright') cpSync(join(source, 'bin'), join(target, 'bin'), { recursive: true })
  }
}
