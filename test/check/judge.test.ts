import { beforeAll, describe, expect, test } from 'vitest'
import { Judge, type JudgeOptions } from '../../src/check/judge.ts'
import { LawIndex } from '../../src/check/law-index.ts'
import type { Answer } from '../../src/execute/driver.ts'
import { history, inferred, metamorphic, type NumberedLaw, snapshot } from '../../src/model/law.ts'
import type { Pack } from '../../src/pack/pack.ts'
import { tinyPack } from '../fixtures/tiny-pack.ts'

let pack: Pack
beforeAll(async () => {
  pack = await tinyPack()
})

const answer = (status: number, body: unknown, seconds = 1): Answer => ({
  kind: 'answer',
  status,
  headers: { 'tiny-version': '1' },
  body,
  at: { from: seconds, to: seconds },
})
const note = (id: string, more: object = {}) => ({ id, object: 'note', created: 1, text: 'a', status: 'open', ...more })
const create = { operation: 'note.create', params: { text: 'a' } }
const on = (operation: string, id: string) => ({ operation: `note.${operation}`, params: { id } })

function judgeOf(options: JudgeOptions & { laws?: readonly NumberedLaw[] } = {}): Judge {
  const { laws = [], ...rest } = options
  return new Judge(pack, new LawIndex({ ...pack, laws }), rest)
}

/** A judge that has seen the note `n_1` created. */
function afterCreate(options: JudgeOptions & { laws?: readonly NumberedLaw[] } = {}): Judge {
  const judge = judgeOf(options)
  expect(judge.judge(1, create, answer(200, note('n_1'))).violation).toBeUndefined()
  return judge
}

describe('Judge', () => {
  test('accepts the answer that the model predicts and learns its id', () => {
    const judge = afterCreate()
    expect(judge.judge(2, on('retrieve', 'n_1'), answer(200, note('n_1'), 2)).violation).toBeUndefined()
  })

  test.each([
    ['a field that differs', 200, note('n_1', { text: 'b' }), 'prediction note.retrieve value /text'],
    ['a field that is missing', 200, { id: 'n_1', object: 'note', created: 1, status: 'open' }, undefined],
    ['another object', 200, note('n_2'), 'prediction note.retrieve value /id'],
    ['a refusal of a legal call', 404, { error: { reason: 'gone' } }, 'prediction note.retrieve refused'],
    ['a status of its own', 201, note('n_1'), 'prediction note.retrieve status 201'],
    ['a breakdown', 500, null, 'conformance note.retrieve status 500'],
  ])('rejects %s', (_name, status, body, key) => {
    const { violation } = afterCreate().judge(2, on('retrieve', 'n_1'), answer(status, body, 2))
    expect(violation).toBeDefined()
    if (key !== undefined) expect(violation?.key).toBe(key)
  })

  test('rejects an illegal call that was accepted, and says why it is illegal', () => {
    const judge = afterCreate()
    judge.judge(2, on('close', 'n_1'), answer(200, note('n_1', { status: 'closed' }), 2))
    const { violation } = judge.judge(3, on('close', 'n_1'), answer(200, note('n_1', { status: 'closed' }), 3))
    expect(violation).toMatchObject({
      key: 'prediction note.close accepted from closed',
      title: 'from closed: was accepted',
    })
  })

  test('accepts the refusal of an illegal call with the error that the contract fixes, and no other', () => {
    const refused = (body: unknown, status = 404) =>
      afterCreate().judge(2, on('retrieve', 'n_9'), answer(status, body, 2)).violation
    expect(refused({ error: { reason: 'nothing is called n_9' } })).toBeUndefined()
    expect(refused({ error: { reason: 'nothing is called n_9' } }, 400)?.key).toBe(
      'prediction note.retrieve status 400',
    )
    expect(refused({ error: { reason: 'no' } })?.key).toBe('prediction note.retrieve value /error/reason')
  })

  test('rejects an id that was used before', () => {
    const { violation } = afterCreate().judge(2, create, answer(200, note('n_1', { created: 2 }), 2))
    expect(violation?.key).toBe('prediction note.create value /id')
  })

  test('rejects a time outside the window of the call', () => {
    expect(judgeOf().judge(1, create, answer(200, note('n_1', { created: 7 }))).violation?.key).toBe(
      'prediction note.create value /created',
    )
  })

  test('rejects a predicted header that is missing, and judges the rest of the answer without it', () => {
    const without = { ...answer(200, note('n_1')), headers: {} }
    const { violation, lacking, outcome } = judgeOf().judge(1, create, without)
    expect(lacking.map(({ key }) => key)).toEqual(['prediction header tiny-version missing'])
    expect([violation, outcome?.kind]).toEqual([undefined, 'accepted'])
    const worse = { ...answer(200, note('n_1', { created: 7 })), headers: {} }
    expect(judgeOf().judge(1, create, worse).violation?.key).toBe('prediction note.create value /created')
  })

  test('reports a field that nobody described as drift and goes on', () => {
    const { violation, warnings } = judgeOf().judge(1, create, answer(200, note('n_1', { brand_new: 1 })))
    // Notes echo what they were created with, so their schema is open; drift is a matter of the spec.
    expect(violation === undefined || violation.check === 'prediction').toBe(true)
    expect(warnings.every((warning) => warning.severity === 'soft')).toBe(true)
  })

  test('splits the world when a reply is lost, and lets later answers decide', () => {
    for (const status of ['open', 'closed']) {
      const judge = afterCreate()
      judge.lose(2, on('close', 'n_1'), { from: 2, to: 2 })
      expect(judge.possibleWorlds).toBe(2)
      expect(judge.judge(3, on('retrieve', 'n_1'), answer(200, note('n_1', { status }), 3)).violation).toBeUndefined()
      expect(judge.possibleWorlds).toBe(1)
      const other = status === 'open' ? 'closed' : 'open'
      expect(
        judge.judge(4, on('retrieve', 'n_1'), answer(200, note('n_1', { status: other }), 4)).violation,
      ).toBeDefined()
    }
  })

  test('a lost reply of a read splits nothing', () => {
    const judge = afterCreate()
    judge.lose(2, on('retrieve', 'n_1'), { from: 2, to: 2 })
    expect(judge.possibleWorlds).toBe(1)
  })

  test('accepts a spontaneous transition only of a target that makes them by itself', () => {
    const moved = (options: JudgeOptions) => {
      const judge = afterCreate(options)
      judge.judge(2, on('close', 'n_1'), answer(200, note('n_1', { status: 'closed' }), 2))
      return judge.judge(3, on('retrieve', 'n_1'), answer(200, note('n_1', { status: 'archived' }), 3)).violation
    }
    expect(moved({ spontaneous: true })).toBeUndefined()
    expect(moved({ spontaneous: false })?.key).toBe('prediction note.retrieve value /status')
  })

  test('names the law that an unexplained answer breaks', () => {
    const laws: NumberedLaw[] = [
      {
        id: 'N-1',
        resource: 'note',
        law: history<never>(
          'the text stays',
          (before: { text: string }, after: { text: string }) => before.text === after.text,
          inferred('test'),
        ) as never,
      },
      {
        id: 'N-2',
        resource: 'note',
        law: metamorphic('a read repeats what was answered', ({ seenBefore }) => seenBefore, inferred('test')),
      },
    ]
    const { violation } = afterCreate({ laws }).judge(
      2,
      on('retrieve', 'n_1'),
      answer(200, note('n_1', { text: 'b' }), 2),
    )
    expect(violation).toMatchObject({ law: 'N-1', also: ['N-2'], check: 'law', severity: 'hard' })
  })

  test('notices when a refused call changed something', () => {
    const laws: NumberedLaw[] = [
      {
        id: 'N-3',
        resource: 'note',
        law: metamorphic('a refused call changes nothing', ({ refusedSince }) => refusedSince, inferred('test')),
      },
    ]
    const judge = afterCreate({ laws })
    judge.judge(2, on('close', 'n_1'), answer(200, note('n_1', { status: 'closed' }), 2))
    judge.judge(3, on('close', 'n_1'), answer(409, { error: { reason: 'from closed' } }, 3))
    const { violation } = judge.judge(4, on('retrieve', 'n_1'), answer(200, note('n_1', { status: 'open' }), 4))
    expect(violation?.law).toBe('N-3')
  })

  test('checks laws on answers that the model explains too, and softly warns of soft ones', () => {
    const shout = (severity: 'hard' | 'soft'): NumberedLaw => ({
      id: 'N-4',
      resource: 'note',
      law: {
        ...(snapshot<never>(
          'texts shout',
          ({ text }: { text: string }) => text === text.toUpperCase(),
          inferred('test'),
        ) as object),
        severity,
      } as never,
    })
    const judged = (severity: 'hard' | 'soft') =>
      judgeOf({ laws: [shout(severity)] }).judge(1, create, answer(200, note('n_1')))
    expect(judged('hard').violation?.law).toBe('N-4')
    expect(judged('soft').violation).toBeUndefined()
    expect(judged('soft').warnings.map((warning) => warning.law)).toEqual(['N-4'])
  })
})
