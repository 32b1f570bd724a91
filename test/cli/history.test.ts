/** Nights against the embedded mock: what the second one says of the first, and what known issues excuse. */

import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { HistoryDocument } from '../../src/cli/commands/history.ts'
import type { RunDocument } from '../../src/report/json.ts'
import { assize, type Told } from './test-io.ts'

const pack = fileURLToPath(new URL('../../examples/library/pack.ts', import.meta.url))
const [early, late] = [
  'accept an illegal call: loan.return from returned',
  'accept an illegal call: loan.renew from returned',
]

let out: string
beforeEach(() => {
  out = mkdtempSync(join(tmpdir(), 'assize-nights-'))
})
afterEach(() => rmSync(out, { recursive: true }))

const night = (date: string, fault: string | undefined, ...flags: string[]): Promise<Told> => {
  const faulty = fault === undefined ? [] : ['--fault', fault]
  const argv = ['run', '--pack', pack, '--seed', '1', '--sequences', '5', '--out', out, ...faulty, ...flags]
  return assize(argv, { date: `${date}T02:17:00Z` })
}
const documentOf = ({ stdout }: Told) => JSON.parse(stdout) as RunDocument

describe('the night after', () => {
  test('says what is new, what is fixed and since when it failed', async () => {
    expect((await night('2026-11-20', early)).stdout).not.toContain('since the run of')
    const still = await night('2026-11-21', early)
    expect(still.stdout).toMatch(
      /\nsince the run of 2026-11-20 02:17\n {2}still failing {2}\S+ loan\.return accepted from returned {2}since 2026-11-20 \(2 runs\)\n/,
    )
    expect(still.stdout).toContain('\n      still failing since 2026-11-20 (2 runs)\n')
    const { code, stdout } = await night('2026-11-22', late)
    expect(code).toBe(1)
    expect(stdout).toMatch(
      /\nsince the run of 2026-11-21 02:17\n(?: {2}new {12}\S+ loan\.renew accepted from returned\n)+ {2}fixed {10}\S+ loan\.return accepted from returned {2}failed since 2026-11-20\n\n/,
    )
    expect((await night('2026-11-23', undefined)).stdout).toMatch(
      /\nFIXED .*\n.*\n1 violation fixed before stays so\.\n/,
    )
    const again = await night('2026-11-24', early)
    expect(again.stdout).toContain('      failing again: it was fixed on 2026-11-22\n')
  })

  test('says so in the JSON document, and the history has the trend', async () => {
    for (const [date, fault] of [
      ['2026-11-20', early],
      ['2026-11-21', early],
    ] as const)
      await night(date, fault)
    const { history, violations } = documentOf(await night('2026-11-22', early, '--json'))
    expect(violations).toMatchObject([{ standing: { state: 'still', since: '2026-11-20T02:17:00.000Z', runs: 3 } }])
    expect(history?.trend.map(({ at, violations, new: news }) => [at.slice(0, 10), violations, news])).toEqual([
      ['2026-11-20', 1, 1],
      ['2026-11-21', 1, 0],
      ['2026-11-22', 1, 0],
    ])
    const { stdout } = await assize(['history', '--out', out, '--json'])
    expect((JSON.parse(stdout) as HistoryDocument).runs).toEqual(history?.trend)
    const table = (await assize(['history', '--out', out, '--last', '2'])).stdout.split('\n')
    expect(table).toHaveLength(4)
    expect(table[1]).toMatch(/^2026-11-21 02:17 {2}mock {4}FAIL {5}1 {11}0 /)
  })

  test('is told by every report', async () => {
    await night('2026-11-20', early)
    const files = ['junit', 'markdown', 'events', 'html'].map((name) => `${name}=${join(out, name)}`)
    await night('2026-11-21', late, ...files.flatMap((file) => ['--reporter', file]))
    const read = (name: string) => readFileSync(join(out, name), 'utf8')
    expect(read('html')).toMatch(
      /<section id="history">[\s\S]*2026-11-20 02:17[\s\S]*<h3>New<\/h3>[\s\S]*<h3>Fixed<\/h3>/,
    )
    expect(read('markdown')).toMatch(
      /### Since the run of 2026-11-20 02:17\n\n[\s\S]*\n\| new \| \S+ loan.renew accepted from returned \|/,
    )
    expect(read('junit')).toMatch(/<property name="comparison" value="since the last run \d new, 1 fixed"\/>/)
    const [history] = read('events')
      .split('\n')
      .filter((line) => line.includes('"type":"history"'))
    expect(JSON.parse(history ?? '')).toMatchObject({
      history: {
        fixed: [{ isNew: true }],
        violations: expect.arrayContaining([expect.objectContaining({ state: 'new' })]),
      },
    })
    const github = await night('2026-11-22', undefined, '--reporter', 'github')
    expect(github.stdout).toContain('no violations in')
    expect(github.stdout).toMatch(/::notice title=assize::.*; since the last run \d fixed/)
  })

  test('finds a history that cannot be read, and calls nothing', async () => {
    await night('2026-11-20', undefined)
    const [name = ''] = readdirSync(join(out, 'history'))
    writeFileSync(join(out, 'history', name), 'nonsense\n')
    const { code, stdout, stderr } = await night('2026-11-21', undefined)
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toContain(
      `${name}:1: expected a line of the history of a run but received no JSON. Restore the file`,
    )
    expect(readFileSync(join(out, 'history', name), 'utf8')).toBe('nonsense\n')
    expect((await assize(['history', '--out', out])).code).toBe(2)
  })

  test('has nothing to say of another target', async () => {
    await night('2026-11-20', early)
    const { runs } = JSON.parse((await assize(['history', '--out', out, '--json', '--target', 'other'])).stdout)
    expect(runs).toEqual([])
    expect((await assize(['history', '--out', out, '--target', 'other'])).stdout).toContain('No runs yet.')
  })
})

describe('a known issue', () => {
  const configured = (issue: object) => {
    const file = join(out, 'assize.config.yaml')
    writeFileSync(
      file,
      `pack: ${pack}\nknownIssues: [${JSON.stringify({ owner: 'ada', expires: '2026-11-21', ...issue })}]\n`,
    )
    return ['--config', file]
  }
  const keyOf = async () => documentOf(await night('2026-11-19', early, '--json')).violations[0]?.key ?? ''

  test('does not fail the run, and is told with its owner and its last day', async () => {
    const flags = configured({ key: await keyOf(), note: 'https://tracker.example.com/1' })
    const { code, stdout } = await night('2026-11-21', early, ...flags)
    expect(code).toBe(0)
    expect(stdout).toMatch(/\nKNOWN {2}loan\.return/)
    expect(stdout).toContain('      known issue (ada, until 2026-11-21): https://tracker.example.com/1\n')
    expect(stdout).toMatch(/\n {2}known issue {4}\S+ loan\.return accepted from returned {2}ada, until 2026-11-21\n/)
    expect(stdout).toMatch(/\nPASS {2}no violations, 1 known issue in /)
  })

  test('excuses nothing else', async () => {
    const { code, stdout } = await night('2026-11-21', late, ...configured({ key: await keyOf() }))
    expect(code).toBe(1)
    expect(stdout).toMatch(/\n {2}unused issue {3}\S+ loan\.return accepted from returned {2}ada, until 2026-11-21\n/)
  })

  test('fails the run again once it has expired, and names the owner', async () => {
    const { code, stdout } = await night('2026-11-22', early, ...configured({ key: await keyOf() }))
    expect(code).toBe(1)
    expect(stdout).toContain('      the known issue of ada expired on 2026-11-21 and counts again\n')
    expect(stdout).toMatch(/\nFAIL {2}1 violation \(1 known\) in /)
  })

  test('is skipped in JUnit, a notice on GitHub, and no failure in Markdown', async () => {
    const flags = configured({ key: await keyOf() })
    const files = ['junit', 'markdown'].map((name) => `${name}=${join(out, name)}`)
    const { stdout } = await night(
      '2026-11-21',
      early,
      ...flags,
      '--reporter',
      'github',
      ...files.flatMap((file) => ['--reporter', file]),
    )
    expect(readFileSync(join(out, 'junit'), 'utf8')).toMatch(
      /<testsuites name="assize" tests="\d+" failures="0" errors="0" skipped="1"[\s\S]*<skipped message="loan\.return: [^"]*known issue \(ada, until 2026-11-21\)/,
    )
    expect(readFileSync(join(out, 'markdown'), 'utf8')).toMatch(/^## assize: PASS, no violations, 1 known issue\n/)
    expect(stdout).not.toContain('::error')
    expect(stdout).toMatch(/::notice title=\S+%3A loan\.return/)
  })
})
