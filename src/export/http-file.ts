/**
 * A counterexample as an `.http` file, in the dialect of the REST Client extension that other tools read too: requests
 * apart by `###`, named by `# @name`, later ones referring to `{{name.response.body.$.id}}`.
 *
 * The dialect has no checks: what the last answer must be stands in a comment, `# expected: …`.
 *
 * @see https://github.com/Huachao/vscode-restclient
 */

import type { Capture } from './capture.ts'
import type { Chain, ChainRequest, Hole } from './chain.ts'
import { checkText, type ExportOptions, filled, headLines, partsOf, urlVariable } from './text.ts'

/** Writes the file. The key comes from the environment when a request is sent. */
export function httpFile(chain: Chain, { baseUrl, keyVariable, redact }: ExportOptions): string {
  const { requests, check, reset, needsSecret, needsNonce } = chain
  const names = new Map(requests.map(({ number, name }) => [number, name ?? `answer${number}`]))
  const refer = (capture: Capture) => reference(capture, requests[capture.request - 1], names)
  const fill = (hole: Hole) => {
    switch (hole.kind) {
      case 'secret':
        return '{{key}}'
      case 'basic':
        // User name and password; clients encode them.
        return '{{key}}:'
      case 'nonce':
        return '{{nonce}}'
      case 'value':
        // A whole text of JSON: these files know no way to tell its type.
        return hole.as === 'json' ? `"${refer(hole.of)}"` : refer(hole.of)
    }
  }
  const lines = [
    ...headLines(chain).map((line) => `# ${line}`),
    '',
    `@${urlVariable} = ${baseUrl}`,
    ...(needsSecret ? [`@key = {{$processEnv ${keyVariable}}}`] : []),
    ...(needsNonce
      ? ['# Another text of 7 characters for every run, where the target remembers earlier ones.', '@nonce = 0000001']
      : []),
    ...(reset === undefined ? [] : ['', '### The target as new', `${reset.method} {{${urlVariable}}}${reset.path}`]),
  ]
  for (const request of requests) {
    const { number, title, method, path, headers, body, isForm, wrapped } = request
    const isLast = number === requests.length
    lines.push(
      '',
      `### ${number}  ${title}`,
      ...(isLast && wrapped ? ['# The answer comes wrapped: status, headers and body are fields of it.'] : []),
      ...(isLast ? [`# expected: ${checkText(check, (capture) => `{{${refer(capture).slice(2, -2)}}}`)}`] : []),
      `# @name ${names.get(number)}`,
      `${method} {{${urlVariable}}}${filled(path, fill)}`,
      ...headers.map(([name, value]) => `${name}: ${filled(value, fill)}`.trimEnd()),
    )
    const text = body === undefined ? '' : filled(body, fill)
    // A field a line, as the dialect allows.
    if (text !== '') lines.push('', isForm ? text.replaceAll('&', '\n&') : text)
  }
  return `${redact(lines.join('\n'))}\n`
}

function reference(
  { request, at }: Capture,
  from: ChainRequest | undefined,
  names: ReadonlyMap<number, string>,
): string {
  const name = names.get(request)
  if (at !== '' && !at.startsWith('/')) return `{{${name}.response.headers.${at}}}`
  const path = partsOf(from?.wrapped === true ? `/body${at}` : at).map((part) =>
    typeof part === 'number' ? `[${part}]` : /^\w+$/.test(part) ? `.${part}` : `[${JSON.stringify(part)}]`,
  )
  return `{{${name}.response.body.$${path.join('')}}}`
}
