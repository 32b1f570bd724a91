/** The version of Assize. */

import { createRequire } from 'node:module'

export function assizeVersion(): string {
  const require = createRequire(import.meta.url)
  for (const path of ['../../package.json', '../../../package.json']) {
    try {
      return (require(path) as { version: string }).version
    } catch {
      // The built file lies one directory deeper than the source.
    }
  }
  return 'unknown'
}
