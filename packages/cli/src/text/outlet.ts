/** A stream that people or programs read. */
export interface Outlet {
  readonly isTTY?: boolean | undefined
  readonly columns?: number | undefined
  readonly rows?: number | undefined
  write(text: string | Uint8Array): unknown
}
