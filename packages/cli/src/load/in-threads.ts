import { fileURLToPath } from 'node:url'
import { importModule } from './import-module.ts'

/** Imports a program in a worker thread as the command imports it in its own. */
export default async (address: string): Promise<Readonly<Record<string, unknown>>> =>
  (await importModule(fileURLToPath(address))).exports
