/** A time in milliseconds since 1970 as people say it: `2026-11-27 03:30:12`, in this machine's time zone. */
export const formatDate = (at: number): string => {
  const date = new Date(at)
  const shifted = new Date(at - date.getTimezoneOffset() * 60_000)
  return Number.isFinite(at) ? shifted.toISOString().slice(0, 19).replace('T', ' ') : 'never'
}
