/** A sample of operations, for what holds of all of them alike. */

import type { PackBase, PackOperation } from '../pack/pack.ts'

type Group = 'read' | 'create' | 'write'
const groups: readonly Group[] = ['read', 'create', 'write']
const samples = new WeakMap<ReadonlyMap<string, PackOperation>, ReadonlyMap<string, Group>>()

/**
 * Tells whether an operation stands for its like: the first read, the first create and the first other write of its
 * resource, or those of the `wanted` groups.
 *
 * A stranger is turned away in one place of the API, not in each operation: tours show such refusals for the sample
 * only, and random sequences for everything.
 */
export function isSample(operation: PackOperation, pack: PackBase, wanted: readonly Group[] = groups): boolean {
  let sample = samples.get(pack.operations)
  if (sample === undefined) {
    sample = sampleOf(pack.operations)
    samples.set(pack.operations, sample)
  }
  const group = sample.get(operation.id)
  return group !== undefined && wanted.includes(group)
}

function sampleOf(operations: ReadonlyMap<string, PackOperation>): ReadonlyMap<string, Group> {
  const sample = new Map<string, Group>()
  const taken = new Set<string>()
  for (const { id, resource, model, spontaneous } of operations.values()) {
    if (spontaneous) continue
    const group = model.readonly ? 'read' : model.kind === 'create' ? 'create' : 'write'
    const place = `${resource.type} ${group}`
    if (!taken.has(place)) sample.set(id, group)
    taken.add(place)
  }
  return sample
}
