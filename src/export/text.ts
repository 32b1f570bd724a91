/** What writers of several formats have in common: heads, words and paths. */

import { many, printable } from '../report/style.ts'
import { Capture } from './capture.ts'
import type { Chain, Hole, Template } from './chain.ts'
import type { Check, Expected } from './check.ts'

/** What an export needs to know beside the chain. */
export interface ExportOptions {
  /** Where the target is, without a slash at its end. */
  readonly baseUrl: string
  /** The environment variable that holds the key. */
  readonly keyVariable: string
  /** Takes secrets out of a text. */
  redact(text: string): string
}

/** The environment variable that says where the target is, in exports that run. */
export const urlVariable = 'TARGET_URL'

/** What the chain shows, one line each: the violation, its rule, where the rule stands, how often it showed. */
export function headLines({ violation, reproduced, requests }: Chain): string[] {
  const { law, severity, title, operation, source, expected, received, at } = violation
  const field = at === undefined ? '' : `${at}: `
  return [
    `${operation}  ${title}  ${law === undefined ? '' : `${law} `}(${severity})`,
    ...(source?.where ?? []).map((where) => `${source?.kind}: ${where}`),
    ...(expected === undefined ? [] : [`expected  ${field}${expected}`]),
    ...(received === undefined ? [] : [`received  ${field}${received}`]),
    ...(reproduced === undefined ? [] : [`It comes and goes: it showed in ${reproduced} tries.`]),
    many(requests.length, 'request'),
  ].map(oneLine)
}

/** Text for a comment: nothing in it may end the line. */
export function oneLine(text: string): string {
  return printable(text).replaceAll('\n', ' ')
}

/** A template as text; `fill` says what stands for a hole and `text` how the rest is written. */
export function filled(
  template: Template,
  fill: (hole: Hole) => string,
  text: (part: string) => string = String,
): string {
  return template.map((part) => (typeof part === 'string' ? text(part) : fill(part))).join('')
}

/** The parts of a JSON pointer; those that are numbers stand for places in lists. */
export function partsOf(pointer: string): (string | number)[] {
  return pointer
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
    .map((part) => (/^\d+$/.test(part) ? Number(part) : part))
}

/** Data as JSON, with `capture` saying what stands for a captured value. */
export function jsonWith(value: Expected, capture: (capture: Capture) => string): string {
  if (value instanceof Capture) return capture(value)
  if (Array.isArray(value)) return `[${value.map((item) => jsonWith(item, capture)).join(', ')}]`
  // Without apostrophes, so that it can be quoted with them.
  if (typeof value !== 'object' || value === null) return JSON.stringify(value).replaceAll("'", '\\u0027')
  const entries = Object.entries(value).map(([name, inner]) => `${JSON.stringify(name)}: ${jsonWith(inner, capture)}`)
  return `{${entries.join(', ')}}`
}

/** A check in words: `status 400 or 402`, `status 200 with "canceled" at /status of the body`. */
export function checkText({ statuses, place }: Check, capture: (capture: Capture) => string): string {
  const alone = statuses.length === 0 ? [] : [`status ${either(statuses)}`]
  if (place === undefined) return alone.join('')
  const where = `${place.at || 'the whole'} of the ${place.in}`
  const what = () => {
    switch (place.must) {
      case 'be one of':
        return `${either(place.values.map((value) => jsonWith(value, capture)))} at ${where}`
      case 'count':
        return `${either(place.counts)} items at ${where}`
      case 'have the type':
        return `a value of type ${place.type} at ${where}`
      case 'be there':
        return `a value at ${where}`
      case 'be missing':
        return `nothing at ${where}`
    }
  }
  return oneLine([`status ${either(place.statuses)} with ${what()}`, ...alone].join('; or '))
}

function either(words: readonly (string | number)[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`
}
