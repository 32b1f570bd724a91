// The lending library keeps its contract: one test for books, one for loans.

import { contractTests } from 'assize/vitest'
import { inject } from 'vitest'
import { pack } from '../library/pack.ts'

contractTests(pack, {
  target: inject('libraryUrl'),
  reset: 'POST /test/reset',
  packModule: '../library/pack.ts',
  sequences: 200,
})
