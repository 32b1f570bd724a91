/** A process of a mutation run: tries the faults that it is sent, until nobody sends any. */

import { deriveFaults } from '../mock/faults/derive.ts'
import { Mutator } from '../run/mutate.ts'
import type { Job } from './mutate-jobs.ts'
import { loadPack } from './packs.ts'

const { pack: name, options } = JSON.parse(process.argv[2] ?? '') as Job
const pack = await loadPack(name)
const faults = new Map(deriveFaults(pack).map((fault) => [fault.id, fault]))
const mutator = new Mutator({ pack, ...options })

process.on('message', async (id: string) => {
  const fault = faults.get(id)
  if (fault === undefined) throw new Error(`the pack has no fault '${id}'`)
  process.send?.(await mutator.try(fault))
})
process.send?.('ready')
