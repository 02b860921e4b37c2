import { isPlainName, parseLocation } from '../../src/store/artifacts/location.ts'
import { safeExtension, safeName } from '../../src/store/artifacts/safe-name.ts'

test.each([
  ['loadDigits', 'loadDigits'],
  ['k=3, split=0.8', 'k=3,_split=0.8'],
  ['../../etc/passwd', '__.._etc_passwd'],
  ['', '_'],
  ['.', '_'],
  ['..', '_'],
  ['con', '_con'],
  ['COM1.txt', '_COM1.txt'],
  ['tab\there', 'tab_here'],
  ['nul\u0000', 'nul_'],
  ['__proto__', '__proto__'],
  ['Überraschung 🦖', 'Überraschung_🦖'],
  ['\ud800', '_'],
  ['trailing.', 'trailing_'],
  ['C:\\x', 'C__x'],
])('%j becomes the file name %j', (name, expected) => {
  expect(safeName(name)).toBe(expected)
  expect(isPlainName(safeName(name))).toBe(true)
})

test('a long name is cut, also where its characters are wide', () => {
  expect(Buffer.byteLength(safeName('x'.repeat(10_000)))).toBeLessThanOrEqual(60)
  expect(Buffer.byteLength(safeName('🦖'.repeat(10_000)))).toBeLessThanOrEqual(60)
})

test('an extension holds letters and digits only', () => {
  expect(safeExtension('tar.gz')).toBe('targz')
  expect(safeExtension('../x')).toBe('x')
})

test.each([
  'file:../../../etc/passwd',
  'file:a/../b',
  'file:a/b/..',
  'file:a/b/c/d',
  'file:/a/b',
  'file:a//b',
  'file:a\\b/c/d',
  'file:a/b/.hidden',
  'file:a/b/c\u0000d',
  'file:C:/b/c',
  'db:0.json',
  'db:-1.json',
  'db:99999999999999999999.json',
  'db:1.../x',
  'folder:a/b',
  '',
  `file:a/b/${'c'.repeat(2_000)}`,
])('%j is no location', (text) => {
  expect(parseLocation(text)).toBeUndefined()
})
