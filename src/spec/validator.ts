import { Ajv2020 } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import { isSymbol } from '../model/unknown.ts'

/**
 * Makes a JSON Schema validator (draft 2020-12) that stops at the first error.
 *
 * Keywords and formats it does not know are annotations: OpenAPI's own (`discriminator`), `x-…`, `format: unix-time`.
 * A symbolic id has every pattern and format: it stands for an id that has.
 */
export function createValidator(): Ajv2020 {
  const ajv = new Ajv2020({ strict: false, allErrors: false, logger: false, code: { regExp: patternTest } })
  addFormats.default(ajv)
  for (const [name, format] of Object.entries(ajv.formats)) {
    if (format instanceof RegExp) ajv.addFormat(name, (text) => isSymbol(text) || format.test(text))
    else if (typeof format === 'function') ajv.addFormat(name, (text) => isSymbol(text) || format(text) === true)
  }
  return ajv
}

// `code` and `toString` are what ajv tells patterns apart by.
const patternTest = Object.assign(
  (pattern: string, flags: string) => {
    const form = new RegExp(pattern, flags)
    return { test: (text: string) => isSymbol(text) || form.test(text), toString: () => String(form) }
  },
  { code: 'patternTest' },
)
