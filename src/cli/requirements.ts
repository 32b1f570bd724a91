/** `--require transitions=100%`: how much of a kind of coverage there has to be. */

import { Option } from 'commander'
import { type CoverageKind, coverageKinds, type KindSummary } from '../cover/coverage.ts'
import { ConfigError } from '../errors.ts'
import { suggestion } from '../store/nearest.ts'

export interface Requirement {
  readonly kind: CoverageKind
  /** From 0 to 100. */
  readonly percent: number
}

/** A requirement and what became of it. */
export interface Checked extends Requirement {
  readonly hit: number
  readonly total: number
  readonly met: boolean
  /** Empty when it is met. */
  readonly missing: readonly string[]
}

/** `--require`, which may come several times and with several parts. */
export function requireOption(): Option {
  const words = coverageKinds.map((kind) => `${kind}=`).join(', ')
  const option = new Option(
    '--require <kind=share>',
    `fail with less coverage, for instance transitions=100%; ${words}`,
  )
  return option
    .default([] as Requirement[], 'nothing')
    .argParser((text: string, earlier: readonly Requirement[]) => [
      ...earlier,
      ...text.split(',').map(parseRequirement),
    ])
}

function parseRequirement(text: string): Requirement {
  const [, word = '', number = ''] = /^(\w*)=(\d+(?:\.\d+)?)%?$/.exec(text.trim()) ?? []
  const kind = coverageKinds.find((one) => one === word)
  const percent = Number(number)
  if (kind !== undefined && percent <= 100) return { kind, percent }
  throw new ConfigError({
    place: '--require',
    expected: `a kind of coverage and a share, such as transitions=100%`,
    received: `'${text}'`,
    next:
      word === '' || kind !== undefined
        ? 'Correct the share: it goes from 0% to 100%.'
        : suggestion(word, coverageKinds, `The kinds are ${coverageKinds.join(', ')}.`),
  })
}

/** Holds requirements against what was covered. A kind without items is covered as a whole. */
export function checkRequirements(
  requirements: readonly Requirement[],
  covered: Partial<Record<CoverageKind, KindSummary>>,
): Checked[] {
  return requirements.map(({ kind, percent }) => {
    const { hit, total, missing } = covered[kind] ?? { hit: 0, total: 0, missing: [] }
    const met = total === 0 || (hit / total) * 100 >= percent
    return { kind, percent, hit, total, met, missing: met ? [] : missing }
  })
}

/** What to say of requirements that are not met, with all that is missing. */
export function unmetLines(checked: readonly Checked[]): string[] {
  return checked
    .filter(({ met }) => !met)
    .flatMap(({ kind, percent, hit, total, missing }) => [
      `MISSED  ${kind}=${percent}% is required, and ${hit}/${total} are covered`,
      ...missing.map((item) => `        ${item}`),
    ])
}
