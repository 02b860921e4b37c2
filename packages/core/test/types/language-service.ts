import { join } from 'node:path'
import ts from 'typescript-5.9'

const fixtures = join(__dirname, 'fixtures')

/** What an editor shows in a file beside the fixtures. A place in it is found by a text that stands there once. */
export interface Editor {
  /** The text of the hover over a name where it is declared. */
  readonly hover: (name: string) => string
  /** What is proposed at a comment, in order. */
  readonly proposals: (mark: string) => readonly string[]
  /** The messages of all errors. */
  readonly errors: () => readonly string[]
}

export const openInEditor = (source: string): Editor => {
  const file = join(fixtures, 'open-in-editor.ts')
  const { config } = ts.readConfigFile(join(fixtures, 'tsconfig.json'), (path) => ts.sys.readFile(path))
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, fixtures)
  const read = (path: string) => (path === file ? source : ts.sys.readFile(path))
  const service = ts.createLanguageService({
    getCompilationSettings: () => options,
    getScriptFileNames: () => [file],
    getScriptVersion: () => '1',
    getScriptSnapshot: (path) => {
      const text = read(path)
      return text === undefined ? undefined : ts.ScriptSnapshot.fromString(text)
    },
    getCurrentDirectory: () => fixtures,
    getDefaultLibFileName: (given) => ts.getDefaultLibFilePath(given),
    fileExists: (path) => path === file || ts.sys.fileExists(path),
    readFile: read,
    directoryExists: (path) => ts.sys.directoryExists(path),
    getDirectories: (path) => ts.sys.getDirectories(path),
  })
  const place = (text: string): number => {
    const at = source.indexOf(text)
    if (at === -1) throw new Error(`The file has no '${text}'.`)
    return at
  }
  return {
    hover: (name) =>
      service
        .getQuickInfoAtPosition(file, place(`const ${name} `) + 'const '.length)
        ?.displayParts?.map(({ text }) => text)
        .join('') ?? '',
    proposals: (mark) =>
      service.getCompletionsAtPosition(file, place(`/* ${mark} */`), {})?.entries.map(({ name }) => name) ??
      [],
    errors: () =>
      service
        .getSemanticDiagnostics(file)
        .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n')),
  }
}
