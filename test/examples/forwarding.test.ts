import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { stripe as pack } from '../../models/stripe/index.ts'
import { serveMock } from '../../src/mock/server.ts'

const root = new URL('../../', import.meta.url)

test('the example of docs/forwarding.md prints what the page says', async () => {
  const page = await readFile(new URL('docs/forwarding.md', root), 'utf8')
  const [, expected] = /```text\n(.*?)```/s.exec(page) ?? []
  const server = await serveMock({ pack })
  try {
    const script = fileURLToPath(new URL('examples/forwarding/forward.mjs', root))
    const { stdout } = await promisify(execFile)(process.execPath, [script, String(server.port)], { timeout: 20_000 })
    expect(stdout).toBe(expected)
  } finally {
    await server.close()
  }
}, 30_000)
