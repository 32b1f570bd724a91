import { Ajv2020 } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'

/**
 * Makes a JSON Schema validator (draft 2020-12) that stops at the first error.
 *
 * Keywords and formats it does not know are annotations: OpenAPI's own (`discriminator`), `x-…`, `format: unix-time`.
 */
export function createValidator(): Ajv2020 {
  const ajv = new Ajv2020({ strict: false, allErrors: false, logger: false })
  addFormats.default(ajv)
  return ajv
}
