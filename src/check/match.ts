/**
 * Matching: compares a predicted value with an observed one, and learns what was open.
 *
 * Everything that the contract fixes must be equal. Symbolic ids are bound to the ids they turn out to be, unknowns to
 * their values. Nothing is kept unless the whole answer matches, so that several predictions can be tried on one answer.
 */

import type { Mismatch } from '../model/law.ts'
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

/** Compares `expected` (with symbols, unknowns and patterns) with `actual` (plain data). */
export function match(expected: unknown, actual: unknown, bindings: Bindings): Match {
  const differences: Difference[] = []
  const extra: string[] = []
  let newIds: [symbol: string, id: string][] | undefined
  let newValues: [Unknown, unknown][] | undefined

  const differ = (kind: Difference['kind'], at: string, wanted: unknown, received: unknown) => {
    if (differences.length < mostDifferences) differences.push({ kind, at, expected: wanted, received })
    return wanted
  }

  const compareSymbol = (symbol: string, value: unknown, at: string): unknown => {
    const bound = bindings.idOf.get(symbol) ?? newIds?.find(([known]) => known === symbol)?.[1]
    if (bound !== undefined) return bound === value ? symbol : differ('value', at, bound, value)
    const prefix = symbol.slice(1, symbol.indexOf(':'))
    if (typeof value !== 'string' || value === '') return differ('value', at, `an id such as ${prefix}_…`, value)
    if (bindings.symbolOf.has(value) || newIds?.some(([, id]) => id === value)) {
      return differ('value', at, 'an id that was not used before', value)
    }
    newIds ??= []
    newIds.push([symbol, value])
    return symbol
  }

  const compareUnknown = (unknown: Unknown, value: unknown, at: string): unknown => {
    const learnt = bindings.known.get(unknown) ?? newValues?.find(([known]) => known === unknown)?.[1]
    if (learnt !== undefined) return learnt === value ? value : differ('value', at, learnt, value)
    if (!unknown.accepts(value)) return differ('value', at, unknown, value)
    newValues ??= []
    newValues.push([unknown, value])
    return value
  }

  const compareText = (text: string, value: unknown, at: string): unknown => {
    if (text === value) return text
    if (isSymbol(text)) return compareSymbol(text, value, at)
    if (text.includes(symbolMark) && typeof value === 'string') {
      const symbols = text.match(symbolForm) ?? []
      const pattern = text
        .split(symbolForm)
        .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
        .join('([^/?&=]+)')
      const ids = new RegExp(`^${pattern}$`).exec(value)
      if (ids !== null) {
        symbols.forEach((symbol, index) => compareSymbol(symbol, ids[index + 1], at))
        return text
      }
    }
    return differ('value', at, text, value)
  }

  const compare = (wanted: unknown, value: unknown, at: string): unknown => {
    if (typeof wanted === 'string') return compareText(wanted, value, at)
    if (typeof wanted !== 'object' || wanted === null) {
      return wanted === value ? wanted : differ('value', at, wanted, value)
    }
    if (wanted instanceof Unknown) return compareUnknown(wanted, value, at)
    if (wanted instanceof Volatile) return wanted.accepts(value) ? value : differ('value', at, wanted, value)
    if (typeof value !== 'object' || value === null) return differ('value', at, wanted, value)
    if (Array.isArray(wanted)) {
      return Array.isArray(value) ? compareList(wanted, value, at) : differ('value', at, wanted, value)
    }
    if (wanted instanceof AtLeast) return compareFields(wanted.fields, value as Record<string, unknown>, at, false)
    return compareFields(wanted as Record<string, unknown>, value as Record<string, unknown>, at, true)
  }

  const compareFields = (
    wanted: Readonly<Record<string, unknown>>,
    value: Readonly<Record<string, unknown>>,
    at: string,
    closed: boolean,
  ): unknown => {
    let copy: Record<string, unknown> | undefined
    let fields = 0
    for (const key in wanted) {
      const one = wanted[key]
      if (one === undefined) continue
      fields++
      if (!(key in value)) {
        differ('absent', `${at}/${pointerPart(key)}`, one, undefined)
        continue
      }
      const resolved = compare(one, value[key], `${at}/${pointerPart(key)}`)
      if (resolved !== one) {
        copy ??= { ...wanted }
        copy[key] = resolved
      }
    }
    if (closed) {
      let seen = 0
      for (const _key in value) seen++
      if (seen !== fields) {
        for (const key in value) if (wanted[key] === undefined) extra.push(`${at}/${pointerPart(key)}`)
      }
    }
    return copy ?? wanted
  }

  const compareList = (wanted: readonly unknown[], value: readonly unknown[], at: string): unknown => {
    if (wanted.length !== value.length) {
      const known = new Set(wanted.map((item) => bindings.idOf.get(idOf(item) ?? '')))
      const found = new Set(value.map(idOf))
      const lost = wanted.find((item) => !found.has(bindings.idOf.get(idOf(item) ?? '')))
      const added = value.find((item) => !known.has(idOf(item)))
      return wanted.length > value.length
        ? differ('absent', at, lost ?? `${wanted.length} items`, `${value.length} items`)
        : differ('extra', at, `${wanted.length} items`, added ?? `${value.length} items`)
    }
    let copy: unknown[] | undefined
    for (let i = 0; i < wanted.length; i++) {
      const resolved = compare(wanted[i], value[i], `${at}/${i}`)
      if (resolved !== wanted[i]) (copy ??= wanted.slice())[i] = resolved
    }
    return copy ?? wanted
  }

  const resolved = compare(expected, actual, '')
  return {
    differences,
    extra,
    resolved,
    commit(target) {
      for (const [symbol, id] of newIds ?? []) {
        target.idOf.set(symbol, id)
        target.symbolOf.set(id, symbol)
      }
      for (const [unknown, value] of newValues ?? []) target.known.set(unknown, value)
    },
  }
}

function idOf(item: unknown): string | undefined {
  const id = typeof item === 'object' && item !== null ? (item as { id?: unknown }).id : undefined
  return typeof id === 'string' ? id : undefined
}

function pointerPart(key: string): string {
  return key.includes('/') || key.includes('~') ? key.replaceAll('~', '~0').replaceAll('/', '~1') : key
}
