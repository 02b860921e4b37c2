import { fromUtf8, toUtf8 } from '../cachers/utf8.ts'
import type { Report } from '../types/reportable.ts'
import { fromBase64, toBase64 } from './base64.ts'
import { proveReport } from './prove-report.ts'

/** The format that reports are stored in. */
export const reportsFormat = 'reports'

/** A report as JSON. NaN and infinities, which only numbers and cells may be, are written as `{"number":"NaN"}`; bytes in base64. */
export const reportJson = (report: Report): string => {
  switch (report.kind) {
    case 'image':
    case 'file':
      return JSON.stringify({ ...report, data: toBase64(report.data) })
    case 'number':
    case 'table':
    case 'plot':
      return JSON.stringify(report, nameNumbers)
    case 'text':
    case 'markdown':
    case 'json':
      return JSON.stringify(report)
  }
}

const nameNumbers = (_: string, value: unknown): unknown =>
  typeof value === 'number' && !Number.isFinite(value) ? { number: String(value) } : value

/** All reports of an execution, as they are stored. */
export const reportsBytes = (reports: readonly string[]): Uint8Array => toUtf8(`[${reports.join(',\n')}]\n`)

/** Reads stored reports. What is none, as in a store that was written by a later version, is left out. */
export const parseReports = (bytes: Uint8Array): readonly Report[] => {
  const forms: unknown = JSON.parse(fromUtf8(bytes))
  return Array.isArray(forms) ? forms.flatMap((form: unknown) => parseReport(form) ?? []) : []
}

/** A report of its parsed JSON; `undefined` for what is none. */
export const parseReport = (form: unknown): Report | undefined => {
  if (typeof form !== 'object' || form === null) return undefined
  const kind: unknown = Reflect.get(form, 'kind')
  const data: unknown = Reflect.get(form, 'data')
  try {
    return proveReport({ ...form, data: revive(kind, data) })
  } catch {
    return undefined
  }
}

const revive = (kind: unknown, data: unknown): unknown => {
  if (kind === 'image' || kind === 'file') return fromBase64(String(data))
  if (kind === 'number') return reviveCell(data)
  if ((kind === 'table' || kind === 'plot') && Array.isArray(data))
    return data.map((row: unknown) =>
      typeof row === 'object' && row !== null
        ? Object.fromEntries(Object.entries(row).map(([column, cell]) => [column, reviveCell(cell)]))
        : row,
    )
  return data
}

const reviveCell = (cell: unknown): unknown =>
  typeof cell === 'object' && cell !== null && 'number' in cell ? Number(cell.number) : cell
