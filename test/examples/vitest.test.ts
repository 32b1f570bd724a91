import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'

let out: string
beforeEach(() => {
  out = mkdtempSync(join(tmpdir(), 'assize-vitest-'))
})
afterEach(() => rmSync(out, { recursive: true }))

/** Runs the example project, as `npm test` in it does. */
function runExample(env: Record<string, string>): { code: number | null; printed: string } {
  const path = (name: string) => fileURLToPath(new URL(`../../${name}`, import.meta.url))
  const flags = ['--root', path('examples/vitest'), '--config', path('test/fixtures/example.vitest.config.mjs')]
  const args = [path('node_modules/vitest/vitest.mjs'), 'run', ...flags, '--reporter', 'verbose']
  // What the vitest of this test tells its own workers is none of the other's business.
  const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith('VITEST'))
  const { status, stdout, stderr } = spawnSync(process.execPath, args, {
    cwd: out,
    env: { ...Object.fromEntries(inherited), NO_COLOR: '1', ...env },
    encoding: 'utf8',
    timeout: 120_000,
  })
  return { code: status, printed: stdout + stderr }
}

describe('the example project in vitest', () => {
  test('passes with a test for each resource, and names the seed', () => {
    const { code, printed } = runExample({ ASSIZE_SEED: '42' })
    expect(printed).toMatch(/✓ contract\.test\.ts > library, seed 42 > book/)
    expect(printed).toMatch(/✓ contract\.test\.ts > library, seed 42 > loan/)
    expect(printed).toMatch(/Tests {2}2 passed/)
    expect(code).toBe(0)
  })

  test('fails with the counterexample, how to replay it, and the seed', () => {
    const { code, printed } = runExample({ ASSIZE_SEED: '42', LIBRARY_BUG: 'lend-twice' })
    expect(code).toBe(1)
    expect(printed).toMatch(/ContractViolation: 1 violation in [\d,]+ calls; ASSIZE_SEED=42 makes the same run again/)
    expect(printed).toMatch(/FAIL {2}loan\.create {2}no copy available: was accepted +BOOK-1 \(hard\)/)
    expect(printed).toMatch(/book1 = POST \/books .*201/)
    expect(printed).toMatch(
      /npx assize replay \S+\.yaml --pack \.\.\/library\/pack\.ts --target http:\S+ --reset 'POST \/test\/reset'/,
    )
    expect(printed).not.toMatch(/src\/vitest\.ts:\d/)
    expect(readdirSync(join(out, '.assize/counterexamples'))).toHaveLength(1)
  })

  test('is what the documentation shows', () => {
    const read = (name: string) => readFileSync(new URL(`../../${name}`, import.meta.url), 'utf8')
    const documentation = read('docs/vitest.md')
    const code = /```ts\n([^`]*)```/.exec(documentation)?.[1] ?? '(none)'
    expect(read('examples/vitest/contract.test.ts')).toContain(code)
    const options = read('src/vitest.ts').match(/(?<=^ {2}readonly )\w+(?=\??: )/gm) ?? []
    expect(options.filter((name) => !documentation.includes(`\`${name}\``))).toEqual([])
  })

  test('refuses a seed that is none', () => {
    const { code, printed } = runExample({ ASSIZE_SEED: 'many' })
    expect(code).toBe(1)
    expect(printed).toContain(
      "Failed to read ASSIZE_SEED: expected an integer from 0 to 2147483647 but received 'many'.",
    )
  })
})
