import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { assize } from '../cli/test-io.ts'
import { hasPython } from '../fixtures/python.ts'

interface Workflow {
  readonly jobs: Readonly<Record<string, { readonly steps: readonly { readonly run?: string }[] }>>
}

const file = 'examples/github-actions/assize.yml'
const content = readFileSync(file, 'utf8')
const out = mkdtempSync(join(tmpdir(), 'assize-workflow-'))
afterAll(() => rmSync(out, { recursive: true }))

const commands = Object.values((parse(content) as Workflow).jobs)
  .flatMap(({ steps }) => steps.map(({ run = '' }) => run))
  .filter((line) => line.startsWith('npx assize '))

/** The words of a command line after `npx assize`, its files under a directory of the test. */
function wordsOf(line: string): string[] {
  const words = [...line.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '').slice(2)
  return words.map((word) => word.replace('reports/', `${out}/reports/`))
}

describe('the workflow for GitHub Actions', () => {
  test('is one that GitHub accepts', () => {
    const command = ['--import', 'tsx', 'test/fixtures/workflow-errors.ts']
    const errorsIn = (input: string): unknown =>
      JSON.parse(execFileSync(process.execPath, command, { input, encoding: 'utf8' }))
    expect(errorsIn(content)).toEqual([])
    expect(errorsIn(content.replace('runs-on:', 'run-son:'))).not.toEqual([])
  })

  // A run over the whole pack is part of the gate, and not repeated here.
  test.each(commands)('%s', async (line) => {
    if (line.includes('python3') && !hasPython) return
    const words = wordsOf(line)
    const limits = words[0] === 'run' ? ['outbound_payment', '--out', out, '--calls', '300'] : []
    const summary = join(out, 'summary.md')
    const { code, stdout } = await assize([...words, ...limits], { env: { GITHUB_STEP_SUMMARY: summary } })
    expect(code).toBe(0)
    if (words[0] === 'run') {
      expect(stdout).toContain('::notice title=assize::')
      expect(readFileSync(summary, 'utf8')).toContain('## assize: PASS')
    }
  })
})
