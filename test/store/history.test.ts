import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Recorded, RunEnd, RunStart } from '../../src/report/history.ts'
import { newRun, openDiary, readHistory } from '../../src/store/history.ts'

let out: string
beforeEach(() => {
  out = mkdtempSync(join(tmpdir(), 'assize-history-'))
})
afterEach(() => rmSync(out, { recursive: true }))

const start = (number = 0): RunStart => ({
  ...{
    run: newRun(),
    at: new Date(Date.UTC(2026, 0, 1, 0, number)).toISOString(),
    pack: 'tiny',
    target: 'test',
    seed: 7,
  },
  ...{ resources: ['note'], shard: { index: 1, count: 2 } },
})
const recorded = (key: string): Recorded => ({ key, check: 'law', law: 'LAW-1', operation: 'note.create', title: 'té' })
const end: RunEnd = {
  ...{ sequences: 3, calls: 40, shrinkCalls: 5, durationMs: 1234, cutShort: 'time is up' },
  coverage: { states: { hit: 1, total: 2 } },
  violations: [{ ...recorded('a'), since: '2026-01-01T00:00:00.000Z', runs: 1, excused: false }],
  fixed: [{ key: 'b', at: '2026-01-01T00:00:00.000Z' }],
  drift: [{ ...recorded('c'), since: '2026-01-01T00:00:00.000Z', runs: 1 }],
  codes: ['too_large'],
  latency: { p50: 1, p95: 2 },
}

/** Writes a run and answers its file. */
function written(begun: RunStart = start(), redact = (text: string) => text): string {
  const diary = openDiary(out, begun, redact)
  diary.violation(recorded('a'))
  diary.violation(recorded('b'))
  diary.end(end)
  diary.close()
  return join(out, 'history', readdirSync(join(out, 'history')).at(-1) ?? '')
}

describe('the history', () => {
  test('is none where there was no run', () => {
    expect(readHistory(out)).toEqual([])
  })

  test('reads what was written, oldest first', () => {
    const [later, earlier] = [start(2), start(1)]
    for (const one of [later, earlier]) written(one)
    const rest = { recorded: [recorded('a'), recorded('b')], end }
    expect(readHistory(out)).toEqual([
      { ...earlier, ...rest },
      { ...later, ...rest },
    ])
  })

  test('says why a run broke off', () => {
    const diary = openDiary(out, start(), (text) => text)
    diary.brokeOff('The target is gone.')
    diary.close()
    expect(readHistory(out)).toMatchObject([{ brokeOff: 'The target is gone.' }])
  })

  test('holds no secret', () => {
    const file = written({ ...start(), target: 'https://canary@example.com' }, (text) => text.replaceAll('canary', '…'))
    expect(readFileSync(file, 'utf8')).not.toContain('canary')
  })

  test('wherever a run is killed, holds every line that was whole', () => {
    const file = written()
    const bytes = readFileSync(file)
    for (let length = 0; length <= bytes.length; length++) {
      writeFileSync(file, bytes.subarray(0, length))
      // The last line may lack its end.
      const whole = `${bytes.subarray(0, length)}${bytes[length] === 10 ? '\n' : ''}`.split('\n').length - 1
      const [run] = readHistory(out)
      expect(run === undefined).toBe(whole === 0)
      expect(run?.recorded.map(({ key }) => key) ?? []).toEqual(['a', 'b'].slice(0, Math.max(0, whole - 1)))
      expect(run?.end !== undefined).toBe(whole === 4)
    }
  })

  test('makes room for a run where there are 400 of them', () => {
    const file = written(start(0))
    const text = readFileSync(file, 'utf8')
    for (let number = 1; number < 402; number++) {
      const at = new Date(Date.UTC(2026, 0, 1, 0, number)).toISOString()
      writeFileSync(file.replace(/[^/]*$/, `${at.replace(/[:.]/g, '-')}.ndjson`), text.replaceAll(start(0).at, at))
    }
    openDiary(out, start(402), (line) => line).close()
    const runs = readHistory(out)
    expect(runs).toHaveLength(400)
    expect([runs[0]?.at, runs.at(-1)?.at]).toEqual([start(3).at, start(402).at])
  })

  test('makes room for a run where there are more than 16 MiB', () => {
    const long = { ...recorded('a'), title: 'x'.repeat(6 * 1024 * 1024) }
    for (let number = 0; number < 4; number++) {
      const diary = openDiary(out, start(number), (text) => text)
      diary.violation(long)
      diary.close()
    }
    expect(readHistory(out).map(({ at }) => at)).toEqual([1, 2, 3].map((number) => start(number).at))
  })
})

describe('a file that is no history', () => {
  const message = () => {
    try {
      readHistory(out)
    } catch (error) {
      return (error as Error).message.replace(out, '')
    }
    return 'none'
  }
  const next = 'Restore the file, or move it away to go on without this run.'

  test.each<[string, (text: string) => string, string]>([
    ['with a line that is cut in the middle', (text) => text.replace('"key":"a"', '"key":"'), 'no JSON'],
    [
      'without what a violation has',
      (text) => text.replace('"key":"a",', ''),
      "a line where /violation must have required property 'key'",
    ],
    ['with a line of another kind', (text) => text.replace(/^\{"end".*$/m, '[]'), 'a line where it must be object'],
    [
      'with a figure that is none',
      (text) => text.replace('"calls":40', '"calls":"many"'),
      'a line where /end/calls must be number',
    ],
  ])('%s is an error that says where, and stays as it is', (_, spoil, received) => {
    const file = written()
    const text = spoil(readFileSync(file, 'utf8'))
    writeFileSync(file, text)
    const line = received.includes('end') || received.includes('it must') ? 4 : 2
    expect(message()).toBe(
      `Failed to read ${file.replace(out, '')}:${line}: expected a line of the history of a run but received ${received}. ${next}`,
    )
    expect(readFileSync(file, 'utf8')).toBe(text)
  })

  test('of a newer version wants a newer Assize', () => {
    const file = written()
    writeFileSync(file, readFileSync(file, 'utf8').replace('{"assize":1', '{"assize":2'))
    expect(message()).toContain(':1: expected a line of the history of a run but received version 2. Update Assize.')
  })

  test('is one with something after its end', () => {
    appendFileSync(written(), 'nonsense\n')
    expect(message()).toContain(':5: expected a line of the history of a run but received no JSON.')
  })
})
