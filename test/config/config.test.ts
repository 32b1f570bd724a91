import { describe, expect, test } from 'vitest'
import { type Config, defineConfig, readConfig } from '../../src/config/config.ts'
import { readData, readYaml } from '../../src/store/yaml.ts'

const read = (text: string) => readConfig(readYaml('assize.config.yaml', text))
const wrong = (text: string) => {
  try {
    return read(text)
  } catch (error) {
    return (error as Error).message
  }
}

describe('a configuration', () => {
  const whole: Config = defineConfig({
    pack: './pack.ts',
    target: 'test',
    targets: {
      test: {
        url: 'https://api.example.com',
        apiKeyEnv: 'TEST_KEY',
        headers: { 'x-tenant': 'nightly' },
        auth: 'auth.yaml',
        authUser: 'nightly',
        reset: 'POST /reset',
        rate: '25/s',
        lanes: 8,
        timeout: '30s',
        settle: '5s',
      },
    },
    resources: ['note'],
    seed: 1,
    sequences: 10,
    steps: 50,
    calls: 1000,
    budget: '30m',
    rate: '100/m',
    lanes: 2,
    out: '.assize',
    knownIssues: [{ law: 'OBP-5', owner: 'Ada', expires: '2027-01-31', note: 'ticket 7' }],
  })

  test('is read as it is written in a module', () => {
    expect(readConfig(readData('assize.config.ts', whole))).toEqual(whole)
  })

  test('is read as it is written in YAML', () => {
    expect(read(JSON.stringify(whole))).toEqual(whole)
  })

  test('may be empty', () => {
    expect(read('{}')).toEqual({})
  })

  test.each([
    [
      'a key that it does not have',
      'seeds: 1',
      'assize.config.yaml:1: expected one of pack, target, targets,',
      "received 'seeds'",
    ],
    [
      'a number that is text',
      'seed: one',
      'assize.config.yaml:1: seed: expected an integer but received "one"',
      'Correct',
    ],
    [
      'a number out of range',
      '\nlanes: 0',
      'assize.config.yaml:2: lanes: expected an integer from 1 to 256',
      'received 0',
    ],
    ['a duration without a unit', 'budget: "30"', 'budget: expected a duration such as 30m, 90s or 200ms', '"30"'],
    ['a rate of another form', 'rate: fast', 'rate: expected a rate such as 25/s or 100/m', '"fast"'],
    ['a target without an address', 'targets:\n  a: {rate: 1/s}', "2: targets.a: expected 'url'", "Add 'url'."],
    [
      'an address that is none',
      'targets: {a: {url: api.example.com}}',
      'targets.a.url: expected an http:// or https:// URL',
      '',
    ],
    [
      'an issue that nobody owns',
      'knownIssues: [{law: A-1, expires: 2027-01-31}]',
      "knownIssues[0]: expected 'owner'",
      '',
    ],
    ['an issue that never expires', 'knownIssues: [{law: A-1, owner: Ada}]', "knownIssues[0]: expected 'expires'", ''],
    [
      'a day that is none',
      'knownIssues: [{law: A-1, owner: Ada, expires: soon}]',
      'expires: expected a day such as',
      '"soon"',
    ],
    [
      'an issue about nothing',
      'knownIssues: [{owner: Ada, expires: 2027-01-31}]',
      "expected either the 'key'",
      'neither',
    ],
    ['a list in the place of a map', '[]', 'assize.config.yaml:1: expected a map but received a list', ''],
  ])('is refused for %s', (_, text, place, received) => {
    expect(wrong(text)).toContain(place)
    expect(wrong(text)).toContain(received)
  })

  test('names the place in a module too', () => {
    expect(() => readConfig(readData('assize.config.ts', { targets: { a: { url: 5 } } }))).toThrow(
      'Failed to read assize.config.ts: targets.a.url: expected text but received 5.',
    )
  })
})
