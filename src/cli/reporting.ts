/** What commands need to write reports. */

import type { Sink } from '../report/reporter.ts'
import type { ReplayFlags } from '../store/result.ts'
import type { Settings } from './config.ts'
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

/** Of all flags those that say how to call the target again. */
export function replayFlags(
  { pack, target, reset, fault, apiKeyEnv, config }: TargetFlags,
  { targetName }: Settings,
): ReplayFlags {
  return {
    ...{ pack, target },
    ...(reset !== undefined && { reset }),
    ...(fault !== undefined && { fault }),
    ...(apiKeyEnv !== undefined && { apiKeyEnv }),
    ...(config !== undefined && { config }),
    ...(targetName !== undefined && { targetName }),
  }
}

/** The command that makes the calls of a counterexample again, on the same target. */
export function replayCommand(
  file: string,
  { pack, target, reset, fault, apiKeyEnv, config, targetName }: ReplayFlags,
): string {
  if (targetName !== undefined) {
    // The configuration says the rest.
    const from = typeof config === 'string' ? ['--config', config] : []
    return ['npx assize replay', ...[file, '--target', targetName, ...from].map(quoted)].join(' ')
  }
  const flags = [
    ...(pack === 'stripe' ? [] : ['--pack', pack]),
    ...(target === 'mock' ? [] : ['--target', withoutUser(target)]),
    ...(reset === undefined ? [] : ['--reset', reset]),
    ...(fault === undefined ? [] : ['--fault', fault]),
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
