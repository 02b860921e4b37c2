import { type Carrier, carrier, type Pen } from './carrier.ts'

const exported = (pen: Pen, inner: { declarations: string; expression: string }, as: string): string =>
  `${inner.declarations}\nexport const ${as} = (x) => [x + ${pen.edit('1', '2')}, ${inner.expression}]\nexport const unused = ${pen.neutral('1', '2')}`

/** The inner piece moved to a module of its own, and imported in all ways. */
export const modules: readonly Carrier[] = [
  carrier('a module', (pen, inner) => {
    const [f, local] = [pen.name('f'), pen.name('imported')]
    const from = pen.module('mjs', exported(pen, inner, f))
    return {
      declarations: `import { ${f} as ${local} } from '${from}'`,
      expression: `${local}(1)`,
    }
  }),
  carrier('a namespace', (pen, inner) => {
    const [f, all] = [pen.name('f'), pen.name('all')]
    const from = pen.module('mjs', exported(pen, inner, f))
    return { declarations: `import * as ${all} from '${from}'`, expression: `${all}.${f}(1)` }
  }),
  carrier('a default export', (pen, inner) => {
    const [f, local] = [pen.name('f'), pen.name('given')]
    const from = pen.module('mjs', `${exported(pen, inner, f)}\nexport default { run: ${f} }`)
    return { declarations: `import ${local} from '${from}'`, expression: `${local}.run(1)` }
  }),
  carrier('a chain of exports', (pen, inner) => {
    const [f, local] = [pen.name('f'), pen.name('again')]
    const first = pen.module('mjs', exported(pen, inner, f))
    const second = pen.module(
      'mjs',
      `export { ${f} as ${local} } from '${first}'\nexport * as rest from '${first}'`,
    )
    const third = pen.module('mjs', `export * from '${second}'`)
    return { declarations: `import { ${local} } from '${third}'`, expression: `${local}(1)` }
  }),
  carrier('a module of CommonJS', (pen, inner) => {
    const [f, local] = [pen.name('f'), pen.name('common')]
    const how = pen.dice.pick([
      `exports.${f} = scale`,
      `module.exports = { ${f}: scale }`,
      `Object.defineProperty(exports, '${f}', { enumerable: true, get: () => scale })`,
    ])
    const from = pen.module(
      'cjs',
      `const rate = ${pen.edit('1', '2')}\nconst scale = (x) => x * rate\n${how}`,
    )
    return {
      declarations: `${inner.declarations}\nimport ${local} from '${from}'`,
      expression: `[${local}.${f}(2), ${inner.expression}]`,
    }
  }),
  carrier('modules of CommonJS that require each other', (pen, inner) => {
    const [f, local] = [pen.name('f'), pen.name('common')]
    const first = pen.module(
      'cjs',
      `exports.rate = ${pen.edit('1', '2')}\nexports.${f} = (x) => x * exports.rate`,
    )
    const second = pen.module(
      'cjs',
      pen.dice.pick([
        `const { ${f} } = require('${first}')\nmodule.exports = (x) => ${f}(x)`,
        `const first = require('${first}')\nmodule.exports = (x) => first.${f}(x)`,
        `const wrap = (of, k) => (x) => of.${f}(x) * k\nmodule.exports = wrap(require('${first}'), ${pen.edit('3', '4')})`,
        `const wrap = (of, k) => (x) => of.basename('/a/b') + x * k\nmodule.exports = wrap(require('node:path'), ${pen.edit('3', '4')})`,
      ]),
    )
    return {
      declarations: `${inner.declarations}\nimport ${local} from '${second}'`,
      expression: `[${local}(2), ${inner.expression}]`,
    }
  }),
  carrier('imported JSON', (pen, inner) => {
    const local = pen.name('data')
    const from = pen.module(
      'cjs',
      `module.exports = JSON.parse('{ "k": ${pen.edit('1', '2')}, "unused": ${pen.neutral('3', '4')} }')`,
    )
    return {
      declarations: `${inner.declarations}\nimport ${local} from '${from}'`,
      expression: `[${local}.k, ${inner.expression}]`,
    }
  }),
]
