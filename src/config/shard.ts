/** Which part of a run this process makes: from a flag, or from the variables of the machinery that runs several. */

import { ConfigError } from '../errors.ts'
import type { Shard } from '../run/run.ts'

type Variables = Readonly<Record<string, string | undefined>>

/** Variables that number the parts of a parallel job, and that say how many there are. */
interface Machinery {
  readonly index: string
  readonly count: string
  /** What the first part is called. */
  readonly first: 0 | 1
}

const machineries: readonly Machinery[] = [
  { index: 'ASSIZE_SHARD', count: 'ASSIZE_SHARDS', first: 1 },
  // Kubernetes numbers the pods of an indexed Job and does not tell how many there are.
  { index: 'JOB_COMPLETION_INDEX', count: 'ASSIZE_SHARDS', first: 0 },
  { index: 'CI_NODE_INDEX', count: 'CI_NODE_TOTAL', first: 1 }, // GitLab
  { index: 'CIRCLE_NODE_INDEX', count: 'CIRCLE_NODE_TOTAL', first: 0 },
  { index: 'BUILDKITE_PARALLEL_JOB', count: 'BUILDKITE_PARALLEL_JOB_COUNT', first: 0 },
  { index: 'BITBUCKET_PARALLEL_STEP', count: 'BITBUCKET_PARALLEL_STEP_COUNT', first: 0 },
  { index: 'SYSTEM_JOBPOSITIONINPHASE', count: 'SYSTEM_TOTALJOBSINPHASE', first: 1 }, // Azure Pipelines
  { index: 'SEMAPHORE_JOB_INDEX', count: 'SEMAPHORE_JOB_COUNT', first: 1 },
]

/** `2/4` as a shard; undefined for a text that is none. */
export function parseShard(text: string): Shard | undefined {
  const [, index, count] = /^(\d+)\/(\d+)$/.exec(text) ?? []
  return shardOf(Number(index), Number(count))
}

function shardOf(index: number, count: number): Shard | undefined {
  return Number.isSafeInteger(index) && Number.isSafeInteger(count) && index >= 1 && index <= count
    ? { index, count }
    : undefined
}

/**
 * The shard that the variables ask for; undefined where none does, or where there is but one part.
 *
 * @throws {ConfigError} when there is a number and no total, or they make no sense
 */
export function shardFromVariables(variables: Variables): Shard | undefined {
  for (const { index, count, first } of machineries) {
    const [number, total] = [variables[index], variables[count]]
    if (number === undefined || number === '') continue
    if (total === undefined || total === '') {
      throw new ConfigError({
        place: `the variable ${count}`,
        expected: `how many parts there are, since ${index} says that this is one of several`,
        received: 'nothing',
        next: `Set ${count}, or give --shard 1/1 to run the whole.`,
      })
    }
    const shard = shardOf(Number(number) + 1 - first, Number(total))
    if (shard !== undefined) return shard.count === 1 ? undefined : shard
    throw new ConfigError({
      place: `the variables ${index} and ${count}`,
      expected: `the number of a part, the first being ${first}, and how many there are`,
      received: `${number} and ${total}`,
      next: 'Correct them, or give --shard.',
    })
  }
  return undefined
}
