/** A counterexample as a shell script: curl makes the requests, jq carries ids from answer to request. */

import type { Capture } from './capture.ts'
import type { Chain, ChainRequest, Hole, Template } from './chain.ts'
import type { Check } from './check.ts'
import { checkText, type ExportOptions, filled, headLines, jsonWith, partsOf, urlVariable } from './text.ts'

/**
 * Writes a POSIX shell script that exits with 1 while the answer breaks the contract, 0 once it keeps it, and 2 when
 * that cannot be told. Captured values are held in variables as JSON.
 */
export function shellScript(chain: Chain, { baseUrl, keyVariable, redact }: ExportOptions): string {
  const { requests, check, reset, needsSecret, needsNonce } = chain
  const callers = callersOf(requests)
  const body = [
    'for tool in curl jq; do command -v "$tool" >/dev/null || stop "$tool is not installed"; done',
    ...(needsSecret ? [`[ -n "\${${keyVariable}:-}" ] || stop "${keyVariable} is not set"`] : []),
    'work=$(mktemp -d) || stop "no directory for temporary files"',
    `trap 'rm -rf "$work"' EXIT`,
    ...(needsNonce ? ['nonce=$(od -An -N4 -tx1 /dev/urandom | tr -d " \\n" | cut -c1-7)'] : []),
    // In files, so that no list of processes shows the key.
    ...[...callers.values()].map(({ file, header }) => `printf '%s\\n' ${word(header, keyVariable)} >"$work/${file}"`),
    ...(reset === undefined ? [] : ['', ...resetLines(reset)]),
    ...requests.flatMap((request, index) => ['', ...requestLines(request, callers, index === requests.length - 1)]),
    '',
    `# expected: ${checkText(check, ({ name }) => name)}`,
    ...checkLines(check),
    ...(check.place === undefined ? [] : ['kept']),
  ].join('\n')
  const called = Object.entries(functions).filter(([name]) => new RegExp(`(?:^|[(|)] ?)${name}(?: |$)`, 'm').test(body))
  const head = [
    '#!/bin/sh',
    ...headLines(chain).map((line) => `# ${line}`),
    '#',
    '# Exits with 1 while the last answer breaks the contract, 0 once it keeps it, 2 when that cannot be told.',
    `# Needs curl and jq. ${urlVariable} says where the target is${needsSecret ? `, ${keyVariable} holds a key for its test mode` : ''}.`,
    'set -u',
    `${urlVariable}="\${${urlVariable}:-${baseUrl}}"`,
    ...called.flatMap(([, text]) => ['', text]),
    '',
  ].join('\n')
  return redact(`${head}\n${body}\n`)
}

/** What the script calls, by name; each may call those before it. */
const functions = {
  stop: `# Ends the script when it cannot tell.
stop() {
  echo "cannot tell: $1" >&2
  exit 2
}`,
  broken: `# Ends the script when the answer is not the one that the contract allows.
broken() {
  echo "the answer breaks the contract: $1" >&2
  exit 1
}`,
  kept: `# Ends the script when the answer is one that the contract allows.
kept() {
  echo "the answer keeps the contract: status $status"
  exit 0
}`,
  call: `# call METHOD PATH [ARGUMENTS OF CURL]: leaves the answer in $status, $work/headers and $work/body.
call() {
  method=$1 path=$2
  shift 2
  : >"$work/body"
  status=$(curl --silent --show-error --globoff --request "$method" --dump-header "$work/headers" \\
    --output "$work/body" --write-out '%{http_code}' "$@" "$TARGET_URL$path") || stop "no answer to $method $path"
}`,
  unwrap: `# Takes the answer out of the one of the mock's control API.
unwrap() {
  [ "$status" = 200 ] || stop "only a mock can be told to do this"
  status=$(jq -r .status "$work/body")
  jq -r '.headers | to_entries[] | "\\(.key): \\(.value)"' "$work/body" >"$work/headers"
  jq .body "$work/body" >"$work/inner" && mv "$work/inner" "$work/body"
}`,
  must: `# must accepted|refused NUMBER: a chain that breaks before its last answer tells nothing.
must() {
  case $1-$status in
    accepted-2?? | refused-4??) ;;
    *) stop "request $2 was not $1: status $status" ;;
  esac
}`,
  value: `# The value at a place of the body, as JSON; nothing where there is none.
value() { jq -c "$1 | values" "$work/body" 2>/dev/null; }`,
  header: `# A header of the answer, as JSON; nothing where there is none.
header() {
  tr -d '\\r' <"$work/headers" | awk -v name="$1:" 'tolower($1) == name { sub(/^[^:]*: */, ""); print }' | tail -n 1 | jq -cR .
}`,
  text: `# JSON as text.
text() { printf %s "$1" | jq -r 'if type == "string" then . else tojson end'; }`,
  uri: `# JSON as text, percent-encoded.
uri() { printf %s "$1" | jq -r 'if type == "string" then . else tojson end | @uri'; }`,
}

/** The headers that hold the key, and the file that curl reads each of them from. */
function callersOf(requests: readonly ChainRequest[]): Map<string, { file: string; header: Template }> {
  const callers = new Map<string, { file: string; header: Template }>()
  for (const [name, value] of requests.flatMap(({ headers }) => headers)) {
    const header = [`${name}: `, ...value]
    const key = word(header)
    if (holdsKey(value) && !callers.has(key)) callers.set(key, { file: `credentials-${callers.size + 1}`, header })
  }
  return callers
}

function holdsKey(value: Template): boolean {
  return value.some((part) => typeof part !== 'string' && (part.kind === 'secret' || part.kind === 'basic'))
}

function resetLines({ method, path }: { readonly method: string; readonly path: string }): string[] {
  return [
    '# The target as new.',
    `call ${method} ${quoted(path)}`,
    `case $status in 2??) ;; *) stop "${method} ${path} was answered with status $status" ;; esac`,
  ]
}

function requestLines(request: ChainRequest, callers: ReturnType<typeof callersOf>, isLast: boolean): string[] {
  const { number, title, method, path, headers, body, isForm, wrapped, captures, outcome } = request
  const fields = body === undefined ? [] : isForm ? fieldsOf(body) : [body]
  const options = [
    ...headers.map(([name, value]) => {
      const header = word([`${name}: `, ...value])
      const caller = callers.get(header)
      if (caller !== undefined) return `--header "@$work/${caller.file}"`
      // curl takes a semicolon for a header without a value.
      return `--header ${value.length === 0 ? quoted(`${name};`) : header}`
    }),
    ...fields.map((field) => `--data-raw ${word(field)}`),
  ]
  return [
    `# ${number}  ${title}`,
    [`call ${method} ${word(path)}`, ...options].join(' \\\n  '),
    ...(wrapped ? ['unwrap'] : []),
    ...(isLast ? [] : [`must ${outcome} ${number}`]),
    ...captures.flatMap((capture) => [
      `${capture.name}=$(${readerOf(capture)})`,
      `[ -n "$${capture.name}" ] || stop "the answer to request ${number} lacks ${capture.at}"`,
    ]),
  ]
}

/** A form cut into its fields, which curl joins again. */
function fieldsOf(body: Template): Template[] {
  const fields: (string | Hole)[][] = [[]]
  for (const part of body) {
    const [first = '', ...others] = typeof part === 'string' ? part.split('&') : ['']
    fields.at(-1)?.push(typeof part === 'string' ? first : part)
    for (const other of others) fields.push([other])
  }
  return fields
}

function readerOf({ at }: Pick<Capture, 'at'>): string {
  return at === '' || at.startsWith('/') ? `value ${quoted(jqPath(at))}` : `header ${quoted(at)}`
}

function jqPath(pointer: string): string {
  const path = partsOf(pointer).map((part) =>
    typeof part === 'number' ? `[${part}]` : /^[A-Za-z_]\w*$/.test(part) ? `.${part}` : `.[${JSON.stringify(part)}]`,
  )
  const text = path.join('').replaceAll('.[', '[')
  return text.startsWith('.') ? text : `.${text}`
}

function checkLines({ statuses, place }: Check): string[] {
  const lines = [
    'case $status in',
    ...(statuses.length === 0 ? [] : [`  ${statuses.join(' | ')}) kept ;;`]),
    ...(place === undefined ? [] : [`  ${place.statuses.join(' | ')}) ;;`]),
    '  *) broken "status $status" ;;',
    'esac',
  ]
  if (place === undefined) return lines
  const { at } = place
  const found = `found=$(${readerOf(place)})`
  const otherwise = `|| broken ${quoted(`${at || 'the body'}: `)}"\${found:-nothing}"`
  const holds = (test: string, values = '[]') =>
    `printf %s "\${found:-null}" | jq -e --argjson right ${values} ${quoted(test)} >/dev/null ${otherwise}`
  switch (place.must) {
    case 'be one of':
      return [...lines, found, holds('. as $found | any($right[]; . == $found)', listWord(place.values))]
    case 'count':
      return [...lines, found, holds('length as $found | any($right[]; . == $found)', listWord(place.counts))]
    case 'have the type':
      return [...lines, found, holds(`type == "${place.type}"`)]
    case 'be missing':
      return [...lines, found, `[ -z "$found" ] ${otherwise}`]
    case 'be there': {
      if (place.in === 'header') return [...lines, found, `[ -n "$found" ] ${otherwise}`]
      const parts = partsOf(at)
      const has = `${jqPath(at.slice(0, at.lastIndexOf('/')))} | has(${JSON.stringify(parts.at(-1))})`
      return [...lines, found, `jq -e ${quoted(has)} "$work/body" >/dev/null 2>&1 ${otherwise}`]
    }
  }
}

/** A list of JSON values as a word of the shell. */
function listWord(values: readonly unknown[]): string {
  return `'${jsonWith(values, ({ name }) => `'"$${name}"'`)}'`
}

/** A template as a word of the shell. */
function word(template: Template, keyVariable = 'KEY'): string {
  if (template.every((part) => typeof part === 'string')) return quoted(template.join(''))
  const inner = filled(
    template,
    (hole) => holeText(hole, keyVariable),
    (part) => part.replace(/[\\"$`]/g, '\\$&'),
  )
  return `"${inner}"`
}

function holeText(hole: Hole, keyVariable: string): string {
  switch (hole.kind) {
    case 'secret':
      return `$${keyVariable}`
    case 'basic':
      return `$(printf %s: "$${keyVariable}" | base64 | tr -d '\\n')`
    case 'nonce':
      return '$nonce'
    case 'value':
      return hole.as === 'json' ? `$${hole.of.name}` : `$(${hole.as} "$${hole.of.name}")`
  }
}

/** A word as a shell reads it. */
function quoted(word: string): string {
  return /^[\w./:@%+=,-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`
}
