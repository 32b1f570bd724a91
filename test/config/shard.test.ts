import { expect, test } from 'vitest'
import { parseShard, shardFromVariables } from '../../src/config/shard.ts'

test.each([
  ['1/4', { index: 1, count: 4 }],
  ['4/4', { index: 4, count: 4 }],
  ['1/1', { index: 1, count: 1 }],
  ['0/4', undefined],
  ['5/4', undefined],
  ['1', undefined],
  ['a/b', undefined],
])('the part %j is %j', (text, expected) => {
  expect(parseShard(text)).toEqual(expected)
})

test.each<[string, Record<string, string>, unknown]>([
  ['nothing', {}, undefined],
  ['Kubernetes', { JOB_COMPLETION_INDEX: '0', ASSIZE_SHARDS: '4' }, { index: 1, count: 4 }],
  ['GitLab', { CI_NODE_INDEX: '2', CI_NODE_TOTAL: '3' }, { index: 2, count: 3 }],
  ['CircleCI', { CIRCLE_NODE_INDEX: '2', CIRCLE_NODE_TOTAL: '3' }, { index: 3, count: 3 }],
  ['Buildkite', { BUILDKITE_PARALLEL_JOB: '0', BUILDKITE_PARALLEL_JOB_COUNT: '2' }, { index: 1, count: 2 }],
  ['Bitbucket', { BITBUCKET_PARALLEL_STEP: '1', BITBUCKET_PARALLEL_STEP_COUNT: '2' }, { index: 2, count: 2 }],
  ['Azure', { SYSTEM_JOBPOSITIONINPHASE: '1', SYSTEM_TOTALJOBSINPHASE: '2' }, { index: 1, count: 2 }],
  ['Semaphore', { SEMAPHORE_JOB_INDEX: '2', SEMAPHORE_JOB_COUNT: '2' }, { index: 2, count: 2 }],
  [
    'our own names, before others',
    { ASSIZE_SHARD: '1', ASSIZE_SHARDS: '2', CI_NODE_INDEX: '2', CI_NODE_TOTAL: '2' },
    { index: 1, count: 2 },
  ],
  ['a job of one part', { CI_NODE_INDEX: '1', CI_NODE_TOTAL: '1' }, undefined],
])('the variables of %s', (_, variables, expected) => {
  expect(shardFromVariables(variables)).toEqual(expected)
})

test('a number without a total is refused', () => {
  expect(() => shardFromVariables({ JOB_COMPLETION_INDEX: '2' })).toThrow(
    'Failed to read the variable ASSIZE_SHARDS: expected how many parts there are, since JOB_COMPLETION_INDEX says that this is one of several but received nothing. Set ASSIZE_SHARDS, or give --shard 1/1 to run the whole.',
  )
})

test('a number beyond the total is refused', () => {
  expect(() => shardFromVariables({ CIRCLE_NODE_INDEX: '3', CIRCLE_NODE_TOTAL: '3' })).toThrow(
    'expected the number of a part, the first being 0, and how many there are but received 3 and 3.',
  )
})
