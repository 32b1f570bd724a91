/** A counterexample as a test for vitest, which needs nothing but `fetch`. */

import { Capture } from './capture.ts'
import type { Chain, ChainRequest, Hole, Template } from './chain.ts'
import type { Check } from './check.ts'
import { checkText, type ExportOptions, filled, headLines, partsOf, urlVariable } from './text.ts'

/** Writes a TypeScript module with one test, which fails while the answer breaks the contract. */
export function vitestTest(chain: Chain, { baseUrl, keyVariable, redact }: ExportOptions): string {
  const { requests, check, reset, needsSecret, needsNonce, violation } = chain
  const lines = [
    ...headLines(chain).map((line) => `// ${line}`),
    '//',
    `// ${urlVariable} says where the target is${needsSecret ? `, ${keyVariable} holds a key for its test mode` : ''}.`,
    '',
    "import { expect, test } from 'vitest'",
    '',
    `const baseUrl = process.env['${urlVariable}'] ?? ${literal(baseUrl)}`,
    ...(needsSecret ? [`const key = process.env['${keyVariable}'] ?? ''`] : []),
    ...(needsNonce ? ["const nonce = Math.random().toString(16).slice(2, 9).padEnd(7, '0')"] : []),
    '',
    ...helpers,
    ...(requests.some(({ wrapped }) => wrapped) ? ['', ...unwrapHelper] : []),
    '',
    `test(${literal(`${violation.operation}: ${violation.title}`)}, async () => {`,
    ...[
      ...(needsSecret ? [`expect(key, 'the variable ${keyVariable}').not.toBe('')`] : []),
      ...(reset === undefined
        ? []
        : [`expect((await call(${literal(reset.method)}, ${literal(reset.path)}, {})).status).toBeLessThan(300)`]),
      ...requests.flatMap((request, index) => requestLines(request, index === requests.length - 1)),
      '',
      `// expected: ${checkText(check, ({ name }) => name)}`,
      ...checkLines(check, `answer${requests.length}`),
    ].map((line) => (line === '' ? '' : `  ${line}`)),
    '})',
  ]
  return `${redact(lines.join('\n'))}\n`
}

const helpers = `interface Answer {
  status: number
  headers: Record<string, string>
  body: unknown
}

async function call(method: string, path: string, headers: Record<string, string>, body?: string): Promise<Answer> {
  const response = await fetch(baseUrl + path, { method, headers, ...(body !== undefined && { body }) })
  const text = await response.text()
  return { status: response.status, headers: Object.fromEntries(response.headers), body: parsed(text) }
}

function parsed(text: string): unknown {
  try {
    return text === '' ? null : JSON.parse(text)
  } catch {
    return text
  }
}

/** The value at a place of an answer; undefined where there is none. */
function at(value: unknown, ...path: (string | number)[]): unknown {
  return path.reduce<unknown>((inner, part) => (inner as Record<string | number, unknown> | null | undefined)?.[part], value)
}

/** A chain that breaks before its last answer tells nothing. */
function must(outcome: 'accepted' | 'refused', { status, body }: Answer): void {
  const least = outcome === 'accepted' ? 200 : 400
  expect(status >= least && status < least + 100, \`\${outcome}, not \${status} \${JSON.stringify(body)}\`).toBe(true)
}

const uri = (value: unknown) => encodeURIComponent(String(value))`.split('\n')

const unwrapHelper = `/** Takes the answer out of the one of the mock's control API. */
function unwrap({ status, body }: Answer): Answer {
  expect(status, 'only a mock can be told to do this').toBe(200)
  return body as Answer
}`.split('\n')

function requestLines(
  { number, title, method, path, headers, body, wrapped, captures, outcome }: ChainRequest,
  isLast: boolean,
): string[] {
  const called = [
    'await call(',
    `  ${literal(method)},`,
    `  ${text(path)},`,
    '  {',
    ...headers.map(([name, value]) => `    ${literal(name)}: ${text(value)},`),
    '  },',
    ...(body === undefined ? [] : [`  ${text(body)},`]),
    ')',
  ]
  const answer = `answer${number}`
  return [
    '',
    `// ${number}  ${title}`,
    `const ${answer} = ${wrapped ? `unwrap(${called.join('\n  ')})` : called.join('\n  ')}`,
    ...(isLast ? [] : [`must('${outcome}', ${answer})`]),
    ...captures.flatMap(({ name, at }) => [
      `const ${name} = ${placeText(answer, at)}`,
      `expect(${name}, ${literal(`${at} in the answer to request ${number}`)}).toBeDefined()`,
    ]),
  ]
}

function placeText(answer: string, at: string): string {
  const isBody = at === '' || at.startsWith('/')
  const path = isBody ? ['body', ...partsOf(at)] : ['headers', at]
  return `at(${[answer, ...path.map((part) => (typeof part === 'number' ? String(part) : literal(part)))].join(', ')})`
}

function checkLines({ statuses, place }: Check, answer: string): string[] {
  if (place === undefined) return [`expect([${statuses.join(', ')}]).toContain(${answer}.status)`]
  const lines = [
    ...(statuses.length === 0 ? [] : [`if ([${statuses.join(', ')}].includes(${answer}.status)) return`]),
    `expect([${place.statuses.join(', ')}]).toContain(${answer}.status)`,
  ]
  const found = placeText(answer, place.at)
  switch (place.must) {
    case 'be one of':
      return [...lines, `expect([${place.values.map(valueText).join(', ')}]).toContainEqual(${found})`]
    case 'count':
      return [...lines, `expect([${place.counts.join(', ')}]).toContain((${found} as unknown[]).length)`]
    case 'have the type':
      return [
        ...lines,
        place.type === 'array'
          ? `expect(Array.isArray(${found})).toBe(true)`
          : `expect(typeof ${found}).toBe('${place.type}')`,
      ]
    case 'be there':
      return [...lines, `expect(${found}).toBeDefined()`]
    case 'be missing':
      return [...lines, `expect(${found} ?? undefined).toBeUndefined()`]
  }
}

function valueText(value: unknown): string {
  if (value === undefined) return 'undefined'
  if (value instanceof Capture) return value.name
  if (typeof value === 'string') return literal(value)
  if (Array.isArray(value)) return `[${value.map(valueText).join(', ')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  return `{ ${Object.entries(value)
    .map(([name, inner]) => `${literal(name)}: ${valueText(inner)}`)
    .join(', ')} }`
}

/** A template as an expression. */
function text(template: Template): string {
  if (template.every((part) => typeof part === 'string')) return literal(template.join(''))
  const inner = filled(
    template,
    (hole) => `\${${holeText(hole)}}`,
    (part) => escaped(part, '`').replaceAll('${', '\\${'),
  )
  return `\`${inner}\``
}

function holeText(hole: Hole): string {
  switch (hole.kind) {
    case 'secret':
      return 'key'
    case 'basic':
      return "btoa(key + ':')"
    case 'nonce':
      return 'nonce'
    case 'value':
      return hole.as === 'uri'
        ? `uri(${hole.of.name})`
        : hole.as === 'json'
          ? `JSON.stringify(${hole.of.name})`
          : hole.of.name
  }
}

function literal(value: string): string {
  return `'${escaped(value, "'")}'`
}

function escaped(value: string, quote: string): string {
  // JSON knows how to write most control characters; quotes are ours.
  const text = JSON.stringify(value).slice(1, -1).replaceAll('\\"', '"').replaceAll(quote, `\\${quote}`)
  return text.replace(/[\u2028\u2029]/g, (char) => `\\u${char.charCodeAt(0).toString(16)}`)
}
