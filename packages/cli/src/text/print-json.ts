import type { Outlet } from './outlet.ts'

/** Prints what `--json` asks for; each such document tells its format and its command. */
export const printJson = (out: Outlet, command: string, content: object): void => {
  out.write(`${JSON.stringify({ format: 1, command, ...content }, undefined, 2)}\n`)
}
