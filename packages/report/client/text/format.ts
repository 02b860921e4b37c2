/** A duration in words of its size: `12 ms`, `3.4 s`, `2 min 5 s`. */
export const formatDuration = (milliseconds: number): string => {
  if (!Number.isFinite(milliseconds)) return ''
  if (milliseconds < 999.5) return `${Math.round(milliseconds)} ms`
  const seconds = milliseconds / 1000
  if (seconds < 59.5) return `${seconds.toFixed(seconds < 9.95 ? 1 : 0)} s`
  const whole = Math.round(seconds)
  const minutes = Math.floor(whole / 60)
  if (minutes < 60) return `${minutes} min ${whole % 60} s`
  return `${Math.floor(minutes / 60).toLocaleString('en-GB')} h ${minutes % 60} min`
}

export const formatBytes = (bytes: number): string => {
  if (bytes < 1000) return plural(bytes, 'byte')
  const units = ['kB', 'MB', 'GB', 'TB', 'PB']
  let value = bytes
  let unit = ''
  for (const each of units) {
    if (value < 999.5) break
    value /= 1000
    unit = each
  }
  return `${value >= 99.5 ? Math.round(value) : value.toFixed(1)} ${unit}`
}

export const formatTime = (at: number): string =>
  new Date(at).toLocaleString('en-GB', { dateStyle: 'medium', timeStyle: 'medium' })

/** A number with as many digits as tell something: whole numbers in full, with spaces between thousands. */
export const formatNumber = (value: number): string => {
  if (!Number.isFinite(value)) return String(value)
  const size = Math.abs(value)
  if (size !== 0 && (size < 1e-4 || size >= 1e15)) return value.toExponential(3).replace(/\.?0+e/u, 'e')
  if (Number.isInteger(value)) return size < 10_000 ? String(value) : grouped(value, 0)
  const shown = Number(value.toPrecision(6))
  return size < 10_000 ? String(shown) : grouped(shown, 2)
}

const grouped = (value: number, digits: number): string =>
  value.toLocaleString('en-US', { maximumFractionDigits: digits }).replaceAll(',', '\u2009')

/** A number and its unit: currencies stand before it, `%` and degrees right after it. */
export const withUnit = (value: string, unit: string | undefined): string => {
  if (unit === undefined || unit === '') return value
  if (/^[$€£¥₹]$/u.test(unit)) return inMoney(value, unit)
  return unit === '%' || unit === '°' ? `${value}${unit}` : `${value}\u00A0${unit}`
}

/** Cents are two digits. */
const inMoney = (value: string, unit: string): string => {
  const amount = Number(value.replaceAll('\u2009', ''))
  if (!Number.isFinite(amount)) return `${unit}${value}`
  const digits = Number.isInteger(amount) ? 0 : Math.abs(amount) < 0.1 ? 4 : 2
  const text = Math.abs(amount).toLocaleString('en-US', {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  })
  return `${amount < 0 ? '-' : ''}${unit}${text}`
}

export const plural = (count: number, word: string): string =>
  `${count.toLocaleString('en-GB')} ${word}${count === 1 ? '' : 's'}`

/** How often: `once`, `twice`, `3 times`. */
export const times = (count: number): string =>
  count === 1 ? 'once' : count === 2 ? 'twice' : `${count} times`

/** A number at a glance: four digits that tell something. */
export const formatShort = (value: number): string =>
  Number.isFinite(value) && !Number.isInteger(value)
    ? formatNumber(Number(value.toPrecision(4)))
    : formatNumber(value)

/** A difference with its sign. */
export const formatChange = (change: number): string => `${change > 0 ? '+' : ''}${formatNumber(change)}`
