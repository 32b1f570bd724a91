/**
 * Matching: compares a predicted value with an observed one, and learns what was open.
 *
 * Everything that the contract fixes must be equal. Symbolic ids are bound to the ids they turn out to be, unknowns to
 * their values. Nothing is kept unless the whole answer matches, so that several predictions can be tried on one answer.
 */

import { type Mismatch, sameData } from '../model/law.ts'
import { AtLeast, isSymbol, symbolMark, Unknown, Volatile } from '../model/unknown.ts'

/** What a judge has learnt: which id a symbol is, and the values of unknowns. */
export interface Bindings {
  readonly idOf: Map<string, string>
  readonly symbolOf: Map<string, string>
  readonly known: Map<Unknown, unknown>
}

export function noBindings(): Bindings {
  return { idOf: new Map(), symbolOf: new Map(), known: new Map() }
}

export function copyBindings(bindings: Bindings): Bindings {
  return { idOf: new Map(bindings.idOf), symbolOf: new Map(bindings.symbolOf), known: new Map(bindings.known) }
}

export type Difference = Pick<Mismatch, 'at' | 'expected' | 'received' | 'kind'>

/** The result of one comparison. */
export interface Match {
  readonly differences: readonly Difference[]
  /** Observed fields that the prediction does not have, as JSON pointers: drift, or declared and unexpected. */
  readonly extra: readonly string[]
  /** The prediction with everything open replaced by what was observed; the prediction itself if nothing was. */
  readonly resolved: unknown
  /** Adds what was learnt to `bindings`. Only when there are no differences. */
  commit(bindings: Bindings): void
}

const mostDifferences = 20
const symbolForm = /§[A-Za-z0-9_]+:\d+\.\d+/g

/**
 * Compares `expected` (with symbols, unknowns and patterns) with `actual` (plain data).
 *
 * `headers` are response headers to be compared too: what they teach counts with what the body teaches, so that a
 * `Location` with another id than the body's differs.
 */
export function match(expected: unknown, actual: unknown, bindings: Bindings, headers?: HeaderPair): Match {
  return new Matcher(expected, actual, bindings, headers)
}

/** Response headers, names in lower case; only those that are expected are compared. */
export interface HeaderPair {
  readonly expected: Fields
  readonly actual: Fields
}

const none: readonly never[] = []

class Matcher implements Match {
  readonly resolved: unknown
  readonly #bindings: Bindings
  #differences: Difference[] | undefined
  #extra: string[] | undefined
  #newIds: [symbol: string, id: string][] | undefined
  #newValues: [Unknown, unknown][] | undefined

  constructor(expected: unknown, actual: unknown, bindings: Bindings, headers: HeaderPair | undefined) {
    this.#bindings = bindings
    this.resolved = this.#compare(expected, actual, '')
    if (headers !== undefined) this.#compareHeaders(headers)
  }

  #compareHeaders({ expected, actual }: HeaderPair): void {
    const ofBody = this.#differences
    this.#differences = undefined
    for (const name in expected) this.#compare(expected[name], actual[name], name)
    const ofHeaders = (this.differences ?? none).map((one): Difference => ({ ...one, kind: 'header' }))
    this.#differences = ofBody === undefined ? ofHeaders : [...ofBody, ...ofHeaders]
  }

  get differences(): readonly Difference[] {
    return this.#differences ?? none
  }

  get extra(): readonly string[] {
    return this.#extra ?? none
  }

  commit(target: Bindings): void {
    for (const [symbol, id] of this.#newIds ?? none) {
      target.idOf.set(symbol, id)
      target.symbolOf.set(id, symbol)
    }
    for (const [unknown, value] of this.#newValues ?? none) target.known.set(unknown, value)
  }

  /** Notes a difference and goes on with what was predicted. */
  #differ(kind: Difference['kind'], at: string, expected: unknown, received: unknown): unknown {
    this.#differences ??= []
    if (this.#differences.length < mostDifferences) this.#differences.push({ kind, at, expected, received })
    return expected
  }

  #compare(wanted: unknown, value: unknown, at: string): unknown {
    if (typeof wanted === 'string') return wanted === value ? wanted : this.#compareText(wanted, value, at)
    if (typeof wanted !== 'object' || wanted === null) {
      return wanted === value ? wanted : this.#differ('value', at, wanted, value)
    }
    if (wanted instanceof Unknown) return this.#compareUnknown(wanted, value, at)
    if (wanted instanceof Volatile) return wanted.accepts(value) ? value : this.#differ('value', at, wanted, value)
    if (typeof value !== 'object' || value === null) return this.#differ('value', at, wanted, value)
    if (Array.isArray(wanted)) {
      return Array.isArray(value) ? this.#compareList(wanted, value, at) : this.#differ('value', at, wanted, value)
    }
    if (wanted instanceof AtLeast) {
      // What is not predicted is as it was shown.
      const compared = this.#compareFields(wanted.fields, value as Fields, at, false)
      return { ...(value as Fields), ...(compared as Fields) }
    }
    return this.#compareFields(wanted as Fields, value as Fields, at, true)
  }

  #compareText(text: string, value: unknown, at: string): unknown {
    if (isSymbol(text)) return this.#compareSymbol(text, value, at)
    if (text.includes(symbolMark) && typeof value === 'string') {
      const symbols = text.match(symbolForm) ?? []
      const pattern = text.split(symbolForm).map(escaped).join('([^/?&=]+)')
      const ids = new RegExp(`^${pattern}$`).exec(value)
      if (ids !== null) {
        for (const [index, symbol] of symbols.entries()) this.#compareSymbol(symbol, ids[index + 1], at)
        return text
      }
    }
    return this.#differ('value', at, text, value)
  }

  #compareSymbol(symbol: string, value: unknown, at: string): unknown {
    const { idOf: bound, symbolOf } = this.#bindings
    const id = bound.get(symbol) ?? this.#newIds?.find(([known]) => known === symbol)?.[1]
    if (id !== undefined) return id === value ? symbol : this.#differ('value', at, id, value)
    if (typeof value !== 'string' || value === '') {
      return this.#differ('value', at, `an id such as ${symbol.slice(1, symbol.indexOf(':'))}_…`, value)
    }
    if (symbolOf.has(value) || this.#newIds?.some(([, known]) => known === value)) {
      return this.#differ('value', at, 'an id that was not used before', value)
    }
    this.#newIds ??= []
    this.#newIds.push([symbol, value])
    return symbol
  }

  #compareUnknown(unknown: Unknown, value: unknown, at: string): unknown {
    let learnt = this.#bindings.known.get(unknown)
    // What was learnt may well be null.
    if (learnt === undefined) learnt = this.#newValues?.find(([known]) => known === unknown)?.[1]
    if (learnt !== undefined) return sameData(learnt, value) ? value : this.#differ('value', at, learnt, value)
    if (!unknown.accepts(value)) return this.#differ('value', at, unknown, value)
    this.#newValues ??= []
    this.#newValues.push([unknown, value])
    return value
  }

  #compareFields(wanted: Fields, value: Fields, at: string, closed: boolean): unknown {
    let copy: Record<string, unknown> | undefined
    let fields = 0
    for (const key in wanted) {
      const one = wanted[key]
      if (one === undefined) continue
      fields++
      const other = value[key]
      if (one === other) continue
      const place = `${at}/${pointerPart(key)}`
      if (other === undefined && !(key in value)) {
        // What says nothing may be left out: whether it has to be there, the schema says.
        if (one === null) {
          fields--
          continue
        }
        // A field that may differ at every reading may also be left out, where its form allows it.
        if (one instanceof Volatile && one.accepts(undefined)) {
          copy ??= { ...wanted }
          delete copy[key]
          fields--
          continue
        }
        this.#differ('absent', place, one, undefined)
        continue
      }
      const resolved = this.#compare(one, other, place)
      if (resolved !== one) {
        copy ??= { ...wanted }
        copy[key] = resolved
      }
    }
    if (closed) {
      let seen = 0
      for (const _key in value) seen++
      if (seen !== fields) {
        this.#extra ??= []
        for (const key in value) if (wanted[key] === undefined) this.#extra.push(`${at}/${pointerPart(key)}`)
      }
    }
    return copy ?? wanted
  }

  #compareList(wanted: readonly unknown[], value: readonly unknown[], at: string): unknown {
    if (wanted.length !== value.length) return this.#compareLengths(wanted, value, at)
    let copy: unknown[] | undefined
    for (let i = 0; i < wanted.length; i++) {
      const resolved = this.#compare(wanted[i], value[i], `${at}/${i}`)
      if (resolved !== wanted[i]) {
        copy ??= wanted.slice()
        copy[i] = resolved
      }
    }
    return copy ?? wanted
  }

  /** Says which item is missing from a list or too many in it, where ids tell. */
  #compareLengths(wanted: readonly unknown[], value: readonly unknown[], at: string): unknown {
    const idFor = (item: unknown) => this.#bindings.idOf.get(idOf(item) ?? '')
    if (wanted.length > value.length) {
      const found = new Set(value.map(idOf))
      const lost = wanted.find((item) => !found.has(idFor(item)))
      return this.#differ('absent', at, lost ?? `${wanted.length} items`, `${value.length} items`)
    }
    const known = new Set(wanted.map(idFor))
    const added = value.find((item) => !known.has(idOf(item)))
    return this.#differ('extra', at, `${wanted.length} items`, added ?? `${value.length} items`)
  }
}

type Fields = Readonly<Record<string, unknown>>

/** A text as a regular expression that matches it alone. */
export function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
}

function idOf(item: unknown): string | undefined {
  const id = typeof item === 'object' && item !== null ? (item as { id?: unknown }).id : undefined
  return typeof id === 'string' ? id : undefined
}

function pointerPart(key: string): string {
  return key.includes('/') || key.includes('~') ? key.replaceAll('~', '~0').replaceAll('/', '~1') : key
}
