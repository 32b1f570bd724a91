/** Shares the faults of a mutation run among processes. */

import { type ChildProcess, fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { Fault } from '../pack/pack.ts'
import type { FaultResult, MutateOptions } from '../run/mutate.ts'

/** What a worker is told first; then it gets one fault id after the other. */
export interface Job {
  readonly pack: string
  readonly options: Omit<MutateOptions, 'pack'>
}

export interface ParallelOptions extends Job {
  readonly faults: readonly Fault[]
  readonly jobs: number
}

const extension = import.meta.url.endsWith('.ts') ? '.ts' : '.js'
const worker = fileURLToPath(new URL(`./mutate-worker${extension}`, import.meta.url))

/**
 * Tries the faults in `jobs` processes; answers the results in the order of the faults.
 *
 * @throws {Error} when a process ends before its work is done
 */
export async function mutateInParallel(
  { pack, options, faults, jobs }: ParallelOptions,
  onResult: (result: FaultResult) => void,
): Promise<FaultResult[]> {
  const results = new Map<string, FaultResult>()
  const waiting = [...faults]
  const children: ChildProcess[] = []
  const work = () =>
    new Promise<void>((resolve, reject) => {
      const child = fork(worker, [JSON.stringify({ pack, options } satisfies Job)], {
        // From its sources the program needs a loader.
        execArgv: extension === '.ts' ? ['--import', 'tsx'] : [],
        stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      })
      children.push(child)
      const next = () => {
        const fault = waiting.shift()
        if (fault === undefined) child.disconnect()
        else child.send(fault.id)
      }
      child.on('message', (message: FaultResult | 'ready') => {
        if (message !== 'ready') {
          results.set(message.fault, message)
          onResult(message)
        }
        next()
      })
      child.on('error', reject)
      child.on('exit', (code, signal) => {
        if (code === 0) resolve()
        else reject(new Error(`a process of the mutation run ended early (${signal ?? `exit code ${code}`})`))
      })
    })
  try {
    await Promise.all(Array.from({ length: jobs }, work))
  } finally {
    // Where one fails the others stop, however deep in thought they are.
    for (const child of children) child.kill('SIGKILL')
  }
  return faults.flatMap(({ id }) => results.get(id) ?? [])
}
