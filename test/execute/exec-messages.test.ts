import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { messageMistake } from '../../src/execute/exec-messages.ts'

/** The conversation in the documentation: a line of Assize's, a line of the client's, and so on. */
const text = readFileSync(new URL('../../docs/exec-protocol.md', import.meta.url), 'utf8')
const conversation = (/```jsonl\n([^`]*)```/.exec(text)?.[1] ?? '').trim().split('\n')

describe('the schema of the protocol', () => {
  test.each(conversation.map((line, index) => [index % 2 === 0 ? 'toClient' : 'fromClient', line] as const))(
    'allows %s %s',
    (side, line) => {
      expect(messageMistake(side, JSON.parse(line))).toBeUndefined()
    },
  )

  test.each([
    ['toClient', { type: 'call', id: 1 }, "a message 'call' in which it must have required property 'operation'"],
    ['toClient', { type: 'begin', id: 0 }, "a message 'begin' in which /id must be >= 1"],
    ['fromClient', { type: 'begin', id: 1 }, 'a message of type hello, ready, result, lost, error, bye'],
    ['fromClient', { type: 'result', id: 1, status: 200, headers: { a: 1 }, body: null }, '/headers/a must be string'],
    [
      'fromClient',
      { type: 'hello', protocol: 1, capabilities: { reset: 'yes' } },
      '/capabilities/reset must be boolean',
    ],
    ['fromClient', null, 'a message of type hello'],
    ['fromClient', 'ready', 'a message of type hello'],
  ] as const)('refuses %s %j', (side, message, expected) => {
    expect(messageMistake(side, message)?.expected).toContain(expected)
  })
})
