/** Reads and runs `.http` files as the REST Client extension does, as far as exports need it. */

interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly body: unknown
}

/** Sends the requests of a file one after the other; answers the last answer and what the file says of it. */
export async function runHttpFile(
  text: string,
  env: Readonly<Record<string, string>>,
): Promise<{ last: Answer; expected: string }> {
  const [head = '', ...blocks] = text.split(/^###.*\n/m)
  const variables = new Map([...head.matchAll(/^@(\w+) = (.*)$/gm)].map(([, name = '', value = '']) => [name, value]))
  for (const [name, value] of Object.entries(env)) if (variables.has(name)) variables.set(name, value)
  const answers = new Map<string, Answer>()
  let last: Answer | undefined
  let expected = ''
  const fill = (template: string): string =>
    template.replace(/\{\{([^}]*)\}\}/g, (_, reference: string) => {
      const [, name = '', part = '', path = ''] = /^(\w+)\.response\.(body|headers)\.(.*)$/.exec(reference) ?? []
      const answer = answers.get(name)
      if (answer !== undefined)
        return part === 'headers' ? (answer.headers.get(path) ?? '') : String(valueAt(answer.body, path))
      if (reference.startsWith('$processEnv ')) return env[reference.slice(12)] ?? ''
      return fill(variables.get(reference) ?? `no ${reference}`)
    })
  for (const block of blocks) {
    const lines = block.split('\n')
    const comments = lines.filter((line) => line.startsWith('#'))
    const [request = '', ...rest] = lines.filter((line) => !line.startsWith('#'))
    const blank = rest.indexOf('')
    const [method = '', url = ''] = request.split(' ')
    const headers = Object.fromEntries(
      rest.slice(0, blank).map((line) => {
        const [, name = '', value = ''] = /^([^:]*): ?(.*)$/.exec(line) ?? []
        return [name, basic(fill(value))]
      }),
    )
    const body = rest
      .slice(blank + 1)
      .join('\n')
      .trim()
      .replaceAll('\n&', '&')
    const response = await fetch(fill(url), { method, headers, ...(body !== '' && { body: fill(body) }) })
    const answered = await response.text()
    last = { status: response.status, headers: response.headers, body: answered === '' ? null : JSON.parse(answered) }
    const name = comments.find((line) => line.startsWith('# @name '))?.slice(8)
    if (name !== undefined) answers.set(name, last)
    if (comments.some((line) => line.startsWith('# The answer comes wrapped'))) {
      const {
        status,
        headers,
        body: inner,
      } = last.body as { status: number; headers: Record<string, string>; body: unknown }
      last = { status, headers: new Headers(headers), body: inner }
    }
    expected = comments.find((line) => line.startsWith('# expected: '))?.slice(12) ?? expected
  }
  if (last === undefined) throw new Error('no request')
  return { last, expected: fill(expected) }
}

/** User name and password are encoded by the client. */
function basic(value: string): string {
  const [, user] = /^Basic (\S*:\S*)$/.exec(value) ?? []
  return user === undefined ? value : `Basic ${Buffer.from(user).toString('base64')}`
}

function valueAt(data: unknown, path: string): unknown {
  const parts: string[] = [...path.matchAll(/\.(\w+)|\[(\d+)\]|\[("[^\]]*")\]/g)].map(
    ([, name, index, quoted]) => name ?? index ?? JSON.parse(quoted ?? '""'),
  )
  return parts.reduce<unknown>((value, part) => (value as Record<string, unknown> | null)?.[part], data)
}

/** Tells whether an answer is as `expected` says: `status 200 with 1 at /amount of the body; or status 404`. */
export function isExpected({ status, headers, body }: Answer, expected: string): boolean {
  return expected.split('; or ').some((alternative) => {
    const [statuses = '', what] = alternative.split(' with ')
    if (!statuses.split(/\D+/).includes(String(status))) return false
    if (what === undefined) return true
    const [, values = '', where = '', part] = /^(.*) at (.*) of the (body|header)$/.exec(what) ?? []
    const path = where.split('/').slice(1)
    const found =
      part === 'header'
        ? (headers.get(where) ?? undefined)
        : path.reduce<unknown>((value, key) => (value as Record<string, unknown> | null)?.[key], body)
    if (values === 'nothing') return found === undefined
    if (values === 'a value') return found !== undefined
    if (values.endsWith(' items')) return values.includes(String((found as unknown[]).length))
    return values.split(/, | or /).some((value) => value.replace(/^"(.*)"$/, '$1') === String(found))
  })
}
