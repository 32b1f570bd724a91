/**
 * Counterexamples as files: YAML that a person reads, edits and replays, against any target.
 *
 * ```yaml
 * assize: 1
 * pack: stripe
 * violation:
 *   key: OBP-9 treasury.outbound_payment.return accepted from canceled
 *   …
 * steps:
 *   - name: payment1
 *     call: treasury.outbound_payment.create
 *     params:
 *       financial_account: ${account1.id}
 *   - call: treasury.outbound_payment.cancel
 *     params:
 *       id: ${payment1.id}
 *     fails: true
 * ```
 *
 * A text that is `${name.field.0.field}` as a whole refers to the answer of the step with that name, `${name#etag}` to a
 * header of it. Where a field's name is not made of letters, digits, `_` and `-`, the place is a JSON pointer:
 * `${name#/odd name}`. Elsewhere `${` is written `$${`. A step is known by its place in the file alone, so steps can be
 * dropped, moved and copied.
 */

import { stringify } from 'yaml'
import { ConfigError } from '../errors.ts'
import { mapLeaves, Ref, type Sequence, type Step } from '../generate/sequence.ts'
import type { Severity, Source } from '../model/law.ts'
import type { Params } from '../model/outcome.ts'
import type { PackBase } from '../pack/pack.ts'
import { aliases } from '../report/finding-text.ts'
import { refText, stepNames } from '../report/names.ts'
import { credentialHeaders } from '../report/secrets.ts'
import type { Reproduced } from '../run/corpus.ts'
import type { Finding } from '../run/run.ts'
import { suggestion } from './nearest.ts'
import { type Item, readYaml } from './yaml.ts'

/** The version of the format that this release writes and reads. */
export const formatVersion = 1

/** What a saved sequence once showed. */
export interface Accusation {
  readonly key: string
  readonly law?: string
  readonly severity: Severity
  readonly title: string
  readonly operation: string
  /** JSON pointer into the answer; absent for the answer as a whole. */
  readonly at?: string
  readonly expected?: string
  readonly received?: string
  readonly source?: Source
}

/** How it was found. */
export interface Found {
  readonly seed: number
  readonly target: string
  /** Calls of the run up to and including the failing one. */
  readonly afterCalls: number
  /** Steps before shrinking. */
  readonly steps: number
  readonly shrinkCalls: number
  readonly shrinkExecutions: number
  /** How often it showed again, of how many tries. */
  readonly reproduced: string
  /** Proven that no single step can be dropped. */
  readonly minimal: boolean
}

export interface Counterexample {
  readonly pack: string
  readonly violation: Accusation
  /** Absent where a person wrote the file. */
  readonly found?: Found
  /** Keys of other violations that show earlier in it, and that a replay sets aside. */
  readonly behind?: readonly string[]
  /** Its steps are numbered from 1 in order. */
  readonly sequence: Sequence
  /** `uid` of the step that is expected to fail, if the file says so. */
  readonly failing?: number
}

/** The counterexample of a finding, with references in place of the target's ids. */
export function counterexampleOf(
  pack: PackBase,
  finding: Finding,
  how: { readonly seed: number; readonly target: string },
): Counterexample {
  const { violation, behind, sequence, exchanges, foundSteps, foundAfter, shrunk } = finding
  const { key, law, severity, title, operation, at, expected, received, source } = violation
  const names = stepNames(pack, sequence.steps)
  const alias = aliases(sequence.steps, names, new Map(exchanges.map((exchange) => [exchange.step.uid, exchange])))
  const numbers = new Map(sequence.steps.map((step, index) => [step.uid, index + 1]))
  const failing = numbers.get(violation.step)
  return {
    pack: pack.name,
    violation: {
      key,
      ...(law !== undefined && { law }),
      severity,
      title: alias(title),
      operation,
      ...(at !== '' && { at }),
      expected: alias(expected),
      received: alias(received),
      ...(source !== undefined && { source }),
    },
    found: {
      seed: how.seed,
      target: how.target,
      afterCalls: foundAfter,
      steps: foundSteps,
      shrinkCalls: shrunk.calls,
      shrinkExecutions: shrunk.executions,
      reproduced: shrunk.reproduced.join('/'),
      minimal: shrunk.minimal,
    },
    ...(behind.length > 0 && { behind }),
    sequence: renumbered(sequence),
    ...(failing !== undefined && { failing }),
  }
}

/** How often it showed, of how many tries; undefined where the file does not say it in this form. */
export function reproducedOf({ found }: Counterexample): Reproduced | undefined {
  const [, failed, tried] = /^(\d+)\/(\d+)$/.exec(found?.reproduced ?? '') ?? []
  return failed === undefined || tried === undefined ? undefined : [Number(failed), Number(tried)]
}

/** The same steps, numbered from 1 in order. */
export function renumbered({ steps }: Sequence): Sequence {
  const numbers = new Map(steps.map((step, index) => [step.uid, index + 1]))
  return {
    steps: steps.map((step, index) => {
      const params = mapLeaves(step.params, (leaf) =>
        leaf instanceof Ref ? new Ref(numbers.get(leaf.step) ?? leaf.step, leaf.at) : leaf,
      )
      // mapLeaves keeps the shape of an object.
      return { ...step, uid: index + 1, params: params as Params }
    }),
  }
}

/** Writes a counterexample; every text goes through `redact`. */
export function renderCounterexample(
  pack: Pick<PackBase, 'operations'>,
  example: Counterexample,
  redact: (text: string) => string,
): string {
  const { steps } = example.sequence
  const names = stepNames(pack, steps)
  const texts = (value: unknown): unknown =>
    mapLeaves(value, (leaf) => {
      if (leaf instanceof Ref) return `\${${refText(leaf, names)}}`
      return typeof leaf === 'string' ? redact(leaf).replaceAll('${', () => '$${') : leaf
    })
  const plain = (value: unknown): unknown =>
    mapLeaves(value, (leaf) => (typeof leaf === 'string' ? redact(leaf) : leaf))
  const document = {
    assize: formatVersion,
    pack: example.pack,
    violation: plain(example.violation),
    ...(example.found !== undefined && { found: plain(example.found) }),
    ...(example.behind !== undefined && { behind: plain(example.behind) }),
    steps: steps.map((step) => {
      const name = names.get(step.uid)
      const headers = Object.entries(step.headers ?? {}).filter(
        ([header]) => !credentialHeaders.has(header.toLowerCase()),
      )
      return {
        ...(name !== undefined && { name }),
        call: step.operation,
        ...(Object.keys(step.params).length > 0 && { params: texts(step.params) }),
        ...(headers.length > 0 && { headers: texts(Object.fromEntries(headers)) }),
        ...(step.caller !== undefined && { caller: redact(step.caller) }),
        ...(step.uid === example.failing && { fails: true }),
      }
    }),
  }
  return stringify(document, { lineWidth: 0, aliasDuplicateObjects: false })
}

/**
 * Reads a counterexample; `file` is its name, for messages.
 *
 * @throws {ConfigError} naming file and line: for what is not YAML, another version, an unknown key, operation or
 *   reference, or a value of the wrong type
 */
export function parseCounterexample(
  pack: Pick<PackBase, 'name' | 'operations'>,
  file: string,
  text: string,
): Counterexample {
  const fields = readHead(file, text)
  const packItem = required(fields.root, fields.all, 'pack')
  if (packItem.text() !== pack.name) {
    throw packItem.mistake(
      `'${pack.name}', the pack in use`,
      `'${packItem.text()}'`,
      'Use the pack that it was made for: --pack.',
    )
  }
  const violation = readAccusation(required(fields.root, fields.all, 'violation'))
  const found = fields.all.get('found')
  const behind = fields.all.get('behind')
  const { steps, failing } = readSteps(pack, required(fields.root, fields.all, 'steps'))
  return {
    pack: pack.name,
    violation,
    ...(found !== undefined && { found: readFound(found) }),
    ...(behind !== undefined && { behind: behind.list().map((key) => key.text()) }),
    sequence: { steps },
    ...(failing !== undefined && { failing }),
  }
}

/** The name of the pack that a counterexample is for. @throws {ConfigError} when it is no counterexample */
export function packOf(file: string, text: string): string {
  const { root, all } = readHead(file, text)
  return required(root, all, 'pack').text()
}

function readHead(file: string, text: string): { root: Item; all: Map<string, Item> } {
  const root = readYaml(file, text)
  if (root.kind === 'nothing') {
    throw new ConfigError({
      place: file,
      expected: 'a counterexample',
      received: 'an empty file',
      next: 'Run `assize run` to find one.',
    })
  }
  const version = root.fields().get('assize')
  if (version === undefined) {
    throw root.mistake(
      `the line \`assize: ${formatVersion}\``,
      'none',
      'Name a counterexample that `assize run` saved.',
    )
  }
  if (version.integer() !== formatVersion) {
    const newer = version.integer() > formatVersion
    const next = newer ? 'Update Assize.' : 'Find it again with `assize run`.'
    throw version.mistake(`version ${formatVersion} of the format`, `version ${version.kind}`, next)
  }
  return { root, all: root.fields(['assize', 'pack', 'violation', 'found', 'behind', 'steps']) }
}

function required(of: Item, fields: ReadonlyMap<string, Item>, name: string): Item {
  const item = fields.get(name)
  if (item === undefined)
    throw of.mistake(`'${name}'`, `only ${[...fields.keys()].join(', ') || 'nothing'}`, `Add '${name}'.`)
  return item
}

function readAccusation(item: Item): Accusation {
  const fields = item.fields(['key', 'law', 'severity', 'title', 'operation', 'at', 'expected', 'received', 'source'])
  const optional = (name: 'law' | 'at' | 'expected' | 'received') => {
    const value = fields.get(name)?.text()
    return value === undefined ? {} : { [name]: value }
  }
  const source = fields.get('source')
  return {
    key: required(item, fields, 'key').text(),
    ...optional('law'),
    severity: required(item, fields, 'severity').word('hard', 'soft'),
    title: required(item, fields, 'title').text(),
    operation: required(item, fields, 'operation').text(),
    ...optional('at'),
    ...optional('expected'),
    ...optional('received'),
    ...(source !== undefined && { source: readSource(source) }),
  }
}

function readSource(item: Item): Source {
  const fields = item.fields(['kind', 'where'])
  return {
    kind: required(item, fields, 'kind').word('documented', 'types', 'example', 'inferred'),
    where: required(item, fields, 'where')
      .list()
      .map((where) => where.text()),
  }
}

function readFound(item: Item): Found {
  const names = ['seed', 'target', 'afterCalls', 'steps', 'shrinkCalls', 'shrinkExecutions', 'reproduced', 'minimal']
  const fields = item.fields(names)
  const field = (name: string) => required(item, fields, name)
  return {
    seed: field('seed').integer(),
    target: field('target').text(),
    afterCalls: field('afterCalls').count(),
    steps: field('steps').count(),
    shrinkCalls: field('shrinkCalls').count(),
    shrinkExecutions: field('shrinkExecutions').count(),
    reproduced: field('reproduced').text(),
    minimal: field('minimal').flag(),
  }
}

function readSteps(
  pack: Pick<PackBase, 'operations'>,
  item: Item,
): { steps: readonly Step[]; failing: number | undefined } {
  const items = item.list()
  if (items.length === 0) throw item.mistake('at least one step', 'none', 'Add the calls to make.')
  const all = items.map((one) => ({
    item: one,
    fields: one.fields(['name', 'call', 'params', 'headers', 'caller', 'fails']),
  }))
  const named = namesOf(all.map(({ fields }) => fields))
  const steps: Step[] = []
  let failing: number | undefined
  for (const { item: one, fields } of all) {
    const uid = steps.length + 1
    const call = required(one, fields, 'call')
    const operation = call.text()
    if (!pack.operations.has(operation)) {
      const next = suggestion(operation, pack.operations.keys(), 'Run `assize check` to see what the pack describes.')
      throw call.mistake('an operation of the pack', `'${operation}'`, next)
    }
    const params = fields.get('params')
    const headers = fields.get('headers')
    const caller = fields.get('caller')
    // A missing value is no parameters, as an editor leaves it behind.
    const data = params === undefined || params.kind === 'nothing' ? {} : readParams(params, named, uid)
    steps.push({
      uid,
      operation,
      params: data,
      ...(headers !== undefined && { headers: readHeaders(headers) }),
      ...(caller !== undefined && { caller: caller.text() }),
    })
    if (fields.get('fails')?.flag() !== true) continue
    if (failing !== undefined)
      throw one.mistake('one step that fails', `a second one after step ${failing}`, 'Keep one of the two.')
    failing = uid
  }
  return { steps, failing }
}

/** Step numbers by name. */
function namesOf(steps: readonly ReadonlyMap<string, Item>[]): ReadonlyMap<string, number> {
  const named = new Map<string, number>()
  steps.forEach((fields, index) => {
    const item = fields.get('name')
    if (item === undefined) return
    const name = item.text()
    if (!/^[A-Za-z]\w*$/.test(name))
      throw item.mistake('a name of letters, digits and _', `'${name}'`, 'Rename the step.')
    const other = named.get(name)
    if (other !== undefined)
      throw item.mistake('a name of its own', `'${name}', also the name of step ${other}`, 'Rename one of the two.')
    named.set(name, index + 1)
  })
  return named
}

function readParams(item: Item, named: ReadonlyMap<string, number>, uid: number): Params {
  item.fields()
  // `fields` accepted it, so it is a map.
  return item.data((text, at) => readText(text, at, named, uid)) as Params
}

const reference = /^\$\{([A-Za-z]\w*)((?:\.[\w-]+)*|#\/.*|#[\w-]+)\}$/s

function readText(text: string, item: Item, named: ReadonlyMap<string, number>, uid: number): unknown {
  if (!/(?<!\$)\$\{/.test(text)) return text.replaceAll('$${', () => '${')
  const [, name = '', path = ''] = reference.exec(text) ?? []
  if (name === '') {
    throw item.mistake(
      // biome-ignore lint/suspicious/noTemplateCurlyInString: it is about these very characters
      'a reference such as ${payment1.id} on its own',
      `'${text}'`,
      'Write $${ where no reference is meant.',
    )
  }
  const step = named.get(name)
  if (step === undefined) {
    const next = suggestion(name, named.keys(), `Give a step the line \`name: ${name}\`.`)
    throw item.mistake('the name of an earlier step', `'${name}', which no step has`, next)
  }
  if (step >= uid) {
    throw item.mistake(
      'the name of an earlier step',
      `'${name}', the name of step ${step}`,
      `Move that step before step ${uid}.`,
    )
  }
  return new Ref(step, path.startsWith('#') ? path.slice(1) : path.replaceAll('.', '/'))
}

function readHeaders(item: Item): Readonly<Record<string, string>> {
  const headers: Record<string, string> = {}
  for (const [name, value] of item.fields()) {
    const header = name.toLowerCase()
    if (credentialHeaders.has(header)) {
      throw value.mistake('no credentials in a file', `the header '${name}'`, 'Remove it; say who calls with `caller`.')
    }
    headers[header] = value.text().replaceAll('$${', () => '${')
  }
  return headers
}
