/** `assize coverage`: what there is to cover, what plan covers it, and the shortest path to what is missing. */

import { readFileSync } from 'node:fs'
import type { Command } from 'commander'
import {
  type CoverageKind,
  coverageItems,
  coverageKinds,
  type KindSummary,
  leastCalls,
  tourKinds,
} from '../../cover/coverage.ts'
import { ConfigError } from '../../errors.ts'
import { withNeeds } from '../../generate/needs.ts'
import { Parameters } from '../../generate/params.ts'
import { type Plan, planKind, shortestTo } from '../../generate/plan.ts'
import { deepest, type PlanOptions } from '../../generate/plan-search.ts'
import { planTour } from '../../generate/tour.ts'
import type { Pack } from '../../pack/pack.ts'
import { many, paint, printable, table } from '../../report/style.ts'
import { unusable } from '../../store/store.ts'
import { type ExitCode, exitCodes } from '../errors.ts'
import { integerOption, type PackFlags, resourcesNamed, withJson, withPack } from '../flags.ts'
import { hasColor, type Io } from '../io.ts'
import { loadPack } from '../packs.ts'
import { type Checked, checkRequirements, type Requirement, requireOption, unmetLines } from '../requirements.ts'

interface CoverageFlags extends PackFlags {
  readonly steps: number
  readonly pairs?: boolean
  readonly values?: boolean
  readonly of?: string
  readonly require: readonly Requirement[]
  readonly json?: boolean
}

/** The plan of one kind of one resource, in figures. */
interface PlanEntry {
  readonly covered: number
  readonly total: number
  readonly calls: number
  /** Those of `calls` that go to other resources, which this one needs. */
  readonly setUp: number
  /** What no plan can undercut, set-up apart; null where that is not known. */
  readonly least: number | null
  /** Calls for each item. */
  readonly ratio: number | null
}

/** Something that is not covered, and how to cover it. */
interface Gap {
  readonly kind: CoverageKind
  readonly item: string
  /** Operations of the shortest sequence that covers it; null when the search finds none. */
  readonly path: readonly string[] | null
}

/** What `coverage --json` prints. */
export interface CoverageDocument {
  readonly pack: string
  readonly resources: readonly {
    readonly resource: string
    /** The tour that a run makes of it: all states, transitions and refusals, and a look at every effect. */
    readonly tour: { readonly calls: number; readonly sequences: number }
    readonly plans: Partial<Record<CoverageKind, PlanEntry>>
  }[]
  /** One plan for all of the resources, by kind. */
  readonly together: Partial<Record<CoverageKind, PlanEntry>>
  /** Item → why no sequence reaches it. */
  readonly unreachable: Readonly<Record<string, string>>
  readonly gaps: readonly Gap[]
  readonly required: readonly Checked[]
}

export function addCoverage(program: Command, io: Io, end: (code: ExitCode) => void): void {
  const command = program
    .command('coverage')
    .description('plan what covers the models, and find the shortest path to each gap')
    .argument('[resource...]', 'the resources to cover (default: all)')
  withJson(withPack(command))
    .option('--pairs', 'plan pairs of consecutive transitions too')
    .option('--values', 'plan documented parameter values too')
    .option('--of <file>', 'the gaps of a run, from what `assize run --json` printed')
    .addOption(requireOption())
    .addOption(integerOption('--steps <n>', 'most calls in a sequence', 1, 10_000).default(50))
    .action(async (names: string[], flags: CoverageFlags) => end(await coverageCommand(names, flags, io)))
}

async function coverageCommand(names: readonly string[], flags: CoverageFlags, io: Io): Promise<ExitCode> {
  const pack = await loadPack(flags.pack)
  const named = resourcesNamed(pack, names)
  const resources = named.length === 0 ? pack.resources.map(({ type }) => type) : named
  const asked = new Set<CoverageKind>(['states', 'transitions', ...flags.require.map(({ kind }) => kind)])
  if (flags.pairs === true) asked.add('pairs')
  if (flags.values === true) asked.add('values')
  const planner = new Planner(
    pack,
    coverageKinds.filter((kind) => asked.has(kind)),
    flags.steps,
  )
  const document =
    flags.of === undefined ? planner.document(resources, flags.require) : planner.gapsOf(readRun(flags.of), resources)
  io.stdout.write(
    flags.json === true ? `${JSON.stringify(document, undefined, 2)}\n` : `${textOf(document, io).join('\n')}\n`,
  )
  return document.required.every(({ met }) => met) ? exitCodes.clean : exitCodes.violations
}

class Planner {
  readonly #pack: Pack
  readonly #kinds: readonly CoverageKind[]
  readonly #parameters: Parameters
  readonly #options: PlanOptions

  constructor(pack: Pack, kinds: readonly CoverageKind[], steps: number) {
    this.#pack = pack
    this.#kinds = kinds
    this.#parameters = new Parameters(pack)
    this.#options = { steps, operations: [...pack.operations.values()] }
  }

  document(resources: readonly string[], require: readonly Requirement[]): CoverageDocument {
    const rows = resources.map((resource) => {
      const tour = this.#tour([resource])
      const plans = this.#plans([resource])
      const calls = tour.sequences.reduce((sum, { steps }) => sum + steps.length, 0)
      return { resource, tour: { calls, sequences: tour.sequences.length }, plans }
    })
    const together = this.#plans(resources)
    const { missing: untoured } = this.#tour(resources)
    const items = coverageItems(this.#pack, new Set(resources))
    const missing = new Map<CoverageKind, readonly string[]>(
      this.#kinds.map((kind) => [kind, together.get(kind)?.missing ?? []]),
    )
    // Refusals of conventions are variations of accepted calls, which only the tour makes.
    missing.set(
      'refusals',
      untoured.filter((item) => items.refusals.has(item)),
    )
    const summary = (kind: CoverageKind): KindSummary => {
      const total = kind === 'refusals' ? items.refusals.size : (together.get(kind)?.total ?? 0)
      return { total, hit: total - (missing.get(kind)?.length ?? 0), missing: missing.get(kind) ?? [] }
    }
    const covered = Object.fromEntries(coverageKinds.map((kind) => [kind, summary(kind)]))
    return {
      pack: this.#pack.name,
      resources: rows.map(({ resource, tour, plans }) => ({ resource, tour, plans: this.#entries(plans, resource) })),
      together: this.#entries(together),
      unreachable: Object.fromEntries(items.unreachable),
      gaps: [...missing].flatMap(([kind, all]) => all.map((item) => ({ kind, item, path: null }))),
      required: checkRequirements(require, covered),
    }
  }

  /** The gaps of a run, each with the shortest sequence that covers it. */
  gapsOf(missing: Partial<Record<CoverageKind, readonly string[]>>, resources: readonly string[]): CoverageDocument {
    const isOf = (item: string) => resources.some((type) => item.startsWith(`${type}: `) || item.startsWith(`${type}.`))
    const gaps = coverageKinds.flatMap((kind) =>
      (missing[kind] ?? []).filter(isOf).map((item): Gap => {
        const sequence = shortestTo(this.#pack, this.#parameters, kind, item, this.#options)
        return { kind, item, path: sequence?.steps.map(({ operation }) => operation) ?? null }
      }),
    )
    const { unreachable } = coverageItems(this.#pack, new Set(resources))
    return {
      pack: this.#pack.name,
      resources: [],
      together: {},
      unreachable: Object.fromEntries(unreachable),
      gaps,
      required: [],
    }
  }

  #plans(resources: readonly string[]): Map<CoverageKind, Plan> {
    // The refusals of conventions are for the tour.
    const kinds = this.#kinds.filter((kind) => kind !== 'refusals')
    return new Map(kinds.map((kind) => [kind, planKind(this.#pack, this.#parameters, kind, resources, this.#options)]))
  }

  #tour(resources: readonly string[]) {
    const needed = withNeeds(this.#pack, resources)
    const operations = this.#options.operations.filter((one) => needed.has(one.resource.type))
    const items = coverageItems(this.#pack, new Set(resources), tourKinds)
    return planTour(this.#pack, this.#parameters, items, { ...this.#options, operations })
  }

  #entries(plans: ReadonlyMap<CoverageKind, Plan>, resource?: string): Partial<Record<CoverageKind, PlanEntry>> {
    const entries = [...plans].map(([kind, { covered, total, calls, setUp }]): [CoverageKind, PlanEntry] => {
      const bound =
        resource !== undefined && covered === total && (kind === 'transitions' || kind === 'pairs')
          ? leastCalls(this.#pack, resource, kind)
          : undefined
      // Where one call moves several objects, less will do.
      const least = bound === undefined || bound > calls - setUp ? null : bound
      return [kind, { covered, total, calls, setUp, least, ratio: covered === 0 ? null : calls / covered }]
    })
    return Object.fromEntries(entries)
  }
}

/** What a run left uncovered. */
function readRun(file: string): Partial<Record<CoverageKind, readonly string[]>> {
  const mistake = (received: string) =>
    new ConfigError({
      place: `--of ${file}`,
      expected: 'what `assize run --json` printed',
      received,
      next: 'Name its file.',
    })
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    throw unusable(`--of ${file}`, 'what `assize run --json` printed', error, 'Correct the path.')
  }
  let coverage: Record<string, { missing?: unknown } | undefined> | undefined
  try {
    coverage = (JSON.parse(text) as { coverage?: typeof coverage }).coverage
  } catch {
    throw mistake('no JSON')
  }
  if (typeof coverage !== 'object') throw mistake('JSON without coverage')
  const missingOf = (kind: string) => {
    const missing = coverage[kind]?.missing ?? []
    if (Array.isArray(missing) && missing.every((item) => typeof item === 'string')) return missing
    throw mistake(`coverage.${kind}.missing that is no list of texts`)
  }
  return Object.fromEntries(coverageKinds.map((kind) => [kind, missingOf(kind)]))
}

function textOf({ pack, resources, together, unreachable, gaps, required }: CoverageDocument, io: Io): string[] {
  const { bold, dim, green, red, yellow } = paint(hasColor(io, io.stdout))
  const kinds = coverageKinds.filter((kind) => together[kind] !== undefined)
  const cells = (plans: CoverageDocument['together']) => kinds.map((kind) => cellOf(plans[kind]))
  const [head = '', ...rows] = table([
    ['calls for', 'a tour', ...kinds.map((kind) => `all ${kind}`)],
    ...resources.map(({ resource, tour, plans }) => [resource, String(tour.calls), ...cells(plans)]),
    ...(resources.length > 1 ? [['together', '', ...cells(together)]] : []),
  ])
  const lines = [`${bold('assize')}  coverage of the pack ${pack}`, '']
  if (resources.length > 0) {
    lines.push(
      bold(head),
      ...rows,
      '',
      dim(`  covered/items: calls (calls for each item), and what no plan can undercut where a plan takes more;`),
    )
    lines.push(dim('  set-up: calls to other resources that come on top of that'), '')
  }
  const closed = Object.entries(unreachable)
  if (closed.length > 0) lines.push(bold(`unreachable  ${many(closed.length, 'item')}, not counted`))
  for (const [item, reason] of closed) lines.push(`  ${printable(item)}`, dim(`    ${printable(reason)}`))
  if (closed.length > 0) lines.push('')
  if (gaps.length > 0) lines.push(bold(many(gaps.length, 'gap')))
  for (const { item, path } of gaps) {
    const way =
      path === null
        ? yellow(`no path of ${deepest} calls or less found`)
        : dim(`${many(path.length, 'call')}: ${path.join(' → ')}`)
    lines.push(`  ${printable(item)}`, `    ${way}`)
  }
  if (gaps.length > 0) lines.push('')
  const unmet = unmetLines(required)
  lines.push(...unmet.map((line) => red(line)))
  if (required.length > 0 && unmet.length === 0)
    lines.push(green(`OK  ${required.map(({ kind, percent }) => `${kind}=${percent}%`).join(', ')}`))
  if (gaps.length === 0 && required.length === 0) lines.push(green('OK  no gaps'))
  return lines
}

/** `6/6: 11 (1.8), 2 set-up, least 9`. */
function cellOf(plan: PlanEntry | undefined): string {
  if (plan === undefined || plan.total === 0) return '–'
  const { covered, total, calls, setUp, least, ratio } = plan
  const notes = [
    ...(setUp > 0 ? [`${setUp} set-up`] : []),
    ...(least !== null && least < calls - setUp ? [`least ${least}`] : []),
  ]
  return `${covered}/${total}: ${calls} (${ratio?.toFixed(2) ?? '–'})${notes.length === 0 ? '' : ` ${notes.join(', ')}`}`
}
