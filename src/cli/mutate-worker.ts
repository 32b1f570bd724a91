/** A process of a mutation run: tries the faults that it is sent, until nobody sends any. */

import { Mutator } from '../run/mutate.ts'
import type { Job } from './mutate-jobs.ts'
import { loadPack } from './packs.ts'
import { faultNamed } from './targets.ts'

const { pack: name, options } = JSON.parse(process.argv[2] ?? '') as Job
const pack = await loadPack(name)
const mutator = new Mutator({ pack, ...options })

process.on('message', async (id: string) => {
  process.send?.(await mutator.try(faultNamed(pack, id)))
})
// Without the process that sends them there is nobody to tell.
process.on('disconnect', () => process.exit())
process.send?.('ready')
