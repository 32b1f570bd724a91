/** What commands need to write reports. */

import type { Sink } from '../report/reporter.ts'
import type { TargetFlags } from './flags.ts'
import { columnsOf, hasColor, type Io, isLive, type Output } from './io.ts'

export function sinkOf(io: Io, output: Output): Sink {
  return {
    write: (text) => output.write(text),
    color: hasColor(io, output),
    live: isLive(io, output),
    columns: columnsOf(output),
  }
}

/** The command that makes the calls of a counterexample again, on the same target. */
export function replayCommand(file: string, { pack, target, reset, fault, apiKeyEnv, baseline }: TargetFlags): string {
  const flags = [
    ...(pack === 'stripe' ? [] : ['--pack', pack]),
    ...(target === 'mock' ? [] : ['--target', withoutUser(target)]),
    ...(reset === undefined ? [] : ['--reset', reset]),
    ...(fault === undefined ? [] : ['--fault', fault]),
    ...(baseline === undefined ? [] : ['--baseline', baseline]),
    ...(apiKeyEnv === undefined ? [] : ['--api-key-env', apiKeyEnv]),
  ]
  return ['npx assize replay', ...[file, ...flags].map(quoted)].join(' ')
}

/** A URL without user and password. */
function withoutUser(target: string): string {
  if (!URL.canParse(target)) return target
  const url = new URL(target)
  if (url.username === '' && url.password === '') return target
  url.username = ''
  url.password = ''
  return url.href
}

/** A word as a shell reads it. */
function quoted(word: string): string {
  return /^[\w./:@%+=,-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`
}
