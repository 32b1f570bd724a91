import { expect, test } from 'vitest'
import { Judge } from '../../../src/check/judge.ts'
import { LawIndex } from '../../../src/check/law-index.ts'
import type { Answer } from '../../../src/execute/driver.ts'
import { Mock } from '../../../src/mock/mock.ts'
import { identity } from './scene.ts'

const type = 'identity.verification_session'

/** Judges what the API answers while a person acts unseen in between. */
class Watch {
  readonly mock: Mock = new Mock(identity)
  readonly #judge = new Judge(identity, new LawIndex(identity), { spontaneous: true })
  #step = 0

  call(
    name: string,
    params: object,
  ): { readonly body: { readonly id: string }; readonly complaint: string | undefined } {
    const call = { operation: `${type}.${name}`, params: { ...params } }
    const answer: Answer = this.mock.handle(call)
    const { violation, warnings } = this.#judge.judge(++this.#step, call, answer)
    return { body: answer.body as { id: string }, complaint: (violation ?? warnings[0])?.title }
  }

  unseen(name: string, id: string): void {
    this.mock.handle({ operation: `${type}.${name}`, params: { id } })
  }
}

test.each([[['submit']], [['interrupt']], [['submit', 'verify']], [['submit', 'fail_document']]])(
  'a look at a session explains that unseen there was %j',
  (happened) => {
    const watch = new Watch()
    const { id } = watch.call('create', { type: 'document' }).body
    for (const name of happened) watch.unseen(name, id)
    expect(watch.call('retrieve', { id }).complaint).toBeUndefined()
    expect(watch.call('retrieve', { id, expand: ['last_verification_report'] }).complaint).toBeUndefined()
  },
)

test('a redaction that ended unseen is explained, and an end without beginning is not', () => {
  const watch = new Watch()
  const { id } = watch.call('create', { type: 'document' }).body
  watch.call('redact', { id })
  watch.unseen('finish_redaction', id)
  expect(watch.call('retrieve', { id }).complaint).toBeUndefined()

  const other = watch.call('create', { type: 'document' }).body
  watch.mock.handle({ operation: `${type}.redact`, params: { id: other.id } })
  expect(watch.call('retrieve', { id: other.id }).complaint).toBeDefined()
})
