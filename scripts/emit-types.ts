/** Writes models/stripe/spec.generated.ts from the specs; `npm run types -- --check` only says whether it is current. */

import { readFile, writeFile } from 'node:fs/promises'
import { specFiles } from '../models/stripe/spec-files.ts'
import { emitTypes } from '../src/spec/emit-types.ts'
import { loadSpec } from '../src/spec/load.ts'

const target = new URL('../models/stripe/spec.generated.ts', import.meta.url)
const source = emitTypes(await loadSpec(specFiles))
if (process.argv.includes('--check')) {
  if ((await readFile(target, 'utf8')) !== source) {
    console.error(
      'models/stripe/spec.generated.ts is not what the specs say. Run `npm run types` and commit the result.',
    )
    process.exit(1)
  }
} else {
  await writeFile(target, source)
}
