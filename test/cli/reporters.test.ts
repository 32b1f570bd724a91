import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { assize } from './test-io.ts'

let out: string
beforeEach(() => {
  out = mkdtempSync(join(tmpdir(), 'assize-reports-'))
})
afterEach(() => rmSync(out, { recursive: true }))

const small = ['--pack', 'examples/library/pack.ts', '--sequences', '5', '--steps', '20', '--seed', '1']
const faultId = 'accept an illegal call: loan.renew from returned'
const run = (flags: readonly string[], env: Record<string, string> = {}) =>
  assize(['run', ...small, '--out', out, ...flags], { env })

describe('reports', () => {
  test('go to files while the terminal report stays on stdout', async () => {
    const [xml, md, events] = ['a/r.xml', 'r.md', 'r.ndjson'].map((name) => join(out, name)) as [string, string, string]
    const flags = ['--reporter', `junit=${xml}`, '--reporter', `markdown=${md}`, '--events', events]
    const { code, stdout } = await run([...flags, '--fault', faultId])
    expect(code).toBe(1)
    expect(stdout).toContain('FAIL  1 violation')
    expect(readFileSync(xml, 'utf8')).toMatch(/^<\?xml [\s\S]*<failure [\s\S]*<\/testsuites>\n$/)
    expect(readFileSync(md, 'utf8')).toContain('## assize: FAIL, 1 violation')
    const lines = readFileSync(events, 'utf8').trimEnd().split('\n')
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ type: 'started', seed: 1 })
    expect(JSON.parse(lines.at(-1) ?? '')).toMatchObject({ type: 'finished', result: { seed: 1 } })
  })

  test('the same seed writes the same events, whatever earlier runs were like', async () => {
    const files = [join(out, '1'), join(out, '2')]
    for (const file of files) await run(['--events', file])
    const [first = [], second = []] = files.map((file) => readFileSync(file, 'utf8').split('\n'))
    const isHistory = (line: string) => line.startsWith('{"type":"history"')
    expect(second.filter(isHistory)).toHaveLength(1)
    expect(first.filter((line) => !isHistory(line))).toEqual(second.filter((line) => !isHistory(line)))
  })

  test.each([
    ['json', /^\{\n {2}"pack": "library",[\s\S]*\}\n$/],
    ['html', /^<!doctype html>[\s\S]*<\/html>\n$/],
    ['junit', /^<\?xml [\s\S]*<\/testsuites>\n$/],
    ['markdown', /^## assize: PASS/],
    ['events', /^\{"type":"started"/],
  ])('%s takes the place of the terminal report on stdout', async (name, form) => {
    const { code, stdout } = await run(['--reporter', name])
    expect(code).toBe(0)
    expect(stdout).toMatch(form)
    expect(stdout).not.toContain('PASS  no violations')
  })

  test('github annotates beside the terminal report, and appends to the job summary', async () => {
    const summary = join(out, 'summary.md')
    const { stdout } = await run(['--reporter', 'github', '--fault', faultId], { GITHUB_STEP_SUMMARY: summary })
    expect(stdout).toMatch(/^::error title=\S+%3A /m)
    expect(stdout).toContain('FAIL  1 violation')
    await run(['--reporter', 'github', '--no-corpus'], { GITHUB_STEP_SUMMARY: summary })
    expect(readFileSync(summary, 'utf8').match(/^## assize: .*$/gm)).toEqual([
      '## assize: FAIL, 1 violation',
      '## assize: PASS, no violations',
    ])
  })

  test('no job summary is written where GitHub wants none', async () => {
    const { stdout } = await run(['--reporter', 'github'])
    expect(stdout).toMatch(/^::notice title=assize::/m)
  })

  test.each([
    [
      'an unknown name',
      ['--reporter', 'junti=a'],
      "--reporter: expected terminal, json, html, junit, markdown, github, events, and a file after = but received 'junti=a'. Did you mean junit?",
    ],
    [
      'two on stdout',
      ['--reporter', 'junit', '--reporter', 'markdown'],
      '--reporter: expected one report on stdout but received junit and markdown.',
    ],
    [
      'the terminal report and another on stdout',
      ['--reporter', 'terminal', '--reporter', 'json'],
      '--reporter: expected one report on stdout but received terminal and json.',
    ],
    [
      'json and annotations on stdout',
      ['--json', '--reporter', 'github'],
      'expected one report on stdout but received json and github.',
    ],
    [
      'a directory as the file',
      ['--reporter', 'junit=.'],
      '--reporter junit=.: expected a file to write to but received EISDIR at .. Name another file.',
    ],
    [
      'a file in the place of a directory',
      ['--events', 'package.json/events'],
      '--reporter events=package.json/events: expected a file to write to but received',
    ],
  ])('%s is refused before any call', async (_, flags, message) => {
    const { code, stdout, stderr } = await run(flags)
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toContain(message)
  })

  test('of a run that breaks off hold what there was', async () => {
    const xml = join(out, 'r.xml')
    const client = `exec:"${process.execPath}" test/fixtures/odd-client.mjs crash begin`
    const { code } = await run(['--target', client, '--reporter', `junit=${xml}`])
    expect(code).toBe(2)
    expect(readFileSync(xml, 'utf8')).toContain('<error message="the run broke off"')
  })
})

test('the example in the documentation works', async () => {
  const [line = ''] = /^npx assize run .*$/m.exec(readFileSync('docs/reports.md', 'utf8')) ?? []
  const words = line.split(' ').slice(2)
  mkdirSync(join(out, 'reports'))
  const { code } = await assize([...words.map((word) => word.replace('reports/', `${out}/reports/`)), '--out', out])
  expect(code).toBe(0)
  for (const name of ['assize.html', 'assize.xml', 'assize.md', 'assize.ndjson'])
    expect(existsSync(join(out, 'reports', name))).toBe(true)
})
