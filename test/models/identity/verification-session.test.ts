import { describe, expect, test } from 'vitest'
import { Scene, thorough } from './scene.ts'

/** How to get into each state. */
const ways = {
  requires_input: [],
  'requires_input after a failure': ['submit', 'fail_document'],
  processing: ['submit'],
  verified: ['submit', 'verify'],
  canceled: ['cancel'],
  'verified, redacting': ['submit', 'verify', 'redact'],
  'verified, redacted': ['submit', 'verify', 'redact', 'finish_redaction'],
  'canceled, redacting': ['redact'],
  'canceled, redacted': ['redact', 'finish_redaction'],
} as const
type State = keyof typeof ways
const states = Object.keys(ways) as State[]

/** The states in which each call is accepted; everywhere else it is refused. */
const legal: Readonly<Record<string, { readonly params?: object; readonly in: readonly State[] }>> = {
  retrieve: { in: states },
  cancel: { in: ['requires_input', 'requires_input after a failure'] },
  redact: { in: ['requires_input', 'requires_input after a failure', 'verified'] },
  'update of the type': {
    params: { type: 'id_number' },
    in: ['requires_input', 'requires_input after a failure'],
  },
  'update of the options': {
    params: { options: { document: { require_live_capture: true } } },
    in: ['requires_input', 'requires_input after a failure'],
  },
  'update of provided details': {
    params: { provided_details: { email: 'jenny@example.com' } },
    in: ['requires_input', 'requires_input after a failure'],
  },
  'update of metadata': {
    params: { metadata: { order: '7' } },
    in: ['requires_input', 'requires_input after a failure', 'processing', 'verified', 'canceled'],
  },
  submit: { in: ['requires_input', 'requires_input after a failure'] },
  interrupt: { in: ['requires_input', 'requires_input after a failure'] },
  verify: { in: ['processing'] },
  fail_document: { in: ['processing'] },
  finish_redaction: { in: ['verified, redacting', 'canceled, redacting'] },
}

describe('legality', () => {
  const table = states.flatMap((state) =>
    Object.entries(legal).map(([call, { params = {}, in: where }]) => ({
      state,
      call,
      params,
      status: where.includes(state) ? 200 : 400,
    })),
  )
  test.each(table)('$call in $state answers $status', ({ state, call, params, status }) => {
    const scene = new Scene()
    const { id } = scene.after(ways[state])
    const before = scene.session('retrieve', id)
    const answer = scene.answer(`verification_session.${call.split(' ')[0]}`, { id, ...params })
    expect(answer.status).toBe(status)
    if (status === 200) return
    expect(answer.body).toMatchObject({ error: { type: 'invalid_request_error' } })
    expect(scene.session('retrieve', id)).toEqual(before)
  })
})

describe('timelines', () => {
  const events = 'identity.verification_session.'
  test.each([
    { call: 'submit', from: [], status: 'processing', redaction: null, owes: ['processing'] },
    { call: 'interrupt', from: [], status: 'requires_input', redaction: null, owes: ['requires_input'] },
    { call: 'cancel', from: [], status: 'canceled', redaction: null, owes: ['canceled'] },
    { call: 'update', from: [], status: 'requires_input', redaction: null, owes: [] },
    { call: 'redact', from: [], status: 'canceled', redaction: 'processing', owes: ['canceled'] },
    { call: 'verify', from: ['submit'], status: 'verified', redaction: null, owes: ['verified'] },
    { call: 'fail_document', from: ['submit'], status: 'requires_input', redaction: null, owes: ['requires_input'] },
    { call: 'redact', from: ['submit', 'verify'], status: 'verified', redaction: 'processing', owes: [] },
    {
      call: 'finish_redaction',
      from: ['submit', 'verify', 'redact'],
      status: 'verified',
      redaction: 'redacted',
      owes: ['redacted'],
    },
    { call: 'finish_redaction', from: ['redact'], status: 'canceled', redaction: 'redacted', owes: ['redacted'] },
  ])('$call after [$from] makes it $status and owes $owes', ({ call, from, status, redaction, owes }) => {
    const scene = new Scene()
    const { id } = scene.after(from)
    expect(scene.events(`verification_session.${call}`, { id })).toEqual(owes.map((name) => events + name))
    const session = scene.session('retrieve', id)
    expect([session.status, session.redaction?.status ?? null]).toEqual([status, redaction])
  })

  test('create owes created', () => {
    expect(new Scene().events('verification_session.create', { type: 'document' })).toEqual([`${events}created`])
  })
})

describe('a session', () => {
  test('hands out credentials that name it, takes them away at submission, and gives new ones after a failure', () => {
    const scene = new Scene()
    const first = scene.create()
    expect(first.client_secret).toMatch(new RegExp(`^${first.id}_secret_\\w+$`))
    expect(first.url).toMatch(/^https:/)
    const submitted = scene.session('submit', first.id)
    expect([submitted.client_secret, submitted.url]).toEqual([null, null])
    const again = scene.session('fail_document', first.id)
    expect(again.client_secret).not.toBeNull()
    expect(again.client_secret).not.toBe(first.client_secret)
  })

  test('shows verified outputs only when asked, and sensitive ones only when each is asked for', () => {
    const scene = new Scene()
    const { id } = scene.after(['submit', 'verify'], thorough)
    expect(scene.session('retrieve', id)).not.toHaveProperty('verified_outputs')
    const plain = scene.session('retrieve', id, { expand: ['verified_outputs'] }).verified_outputs
    expect(plain).toMatchObject({ first_name: 'Jenny', id_number_type: 'us_ssn', email: null })
    expect(plain).not.toHaveProperty('dob')
    const more = scene.session('retrieve', id, { expand: ['verified_outputs.dob'] }).verified_outputs
    expect(more).toMatchObject({ dob: { day: 24, month: 9, year: 1988 } })
    expect(scene.session('retrieve', scene.create().id, { expand: ['verified_outputs'] }).verified_outputs).toBeNull()
  })

  test('keeps placeholders, the country and the type of the ID number when redacted', () => {
    const scene = new Scene()
    const { id } = scene.after(['submit', 'verify', 'redact'], { ...thorough, metadata: { order: '7' } })
    const expand = ['verified_outputs', 'verified_outputs.dob', 'verified_outputs.sex']
    const session = scene.session('retrieve', id, { expand })
    expect(session.metadata).toEqual({})
    expect(session.verified_outputs).toMatchObject({
      first_name: '[redacted]',
      address: { country: 'US', city: '[redacted]', line2: null },
      id_number_type: 'us_ssn',
      dob: { day: 1, month: 1, year: 1 },
      sex: '[redacted]',
    })
  })

  test('of a flow has the type of a flow and names it', () => {
    const session = new Scene().create({ type: undefined, verification_flow: 'vf_1' })
    expect([session.type, session.verification_flow]).toEqual(['verification_flow', 'vf_1'])
  })

  test('needs a type or a flow', () => {
    const { status, body } = new Scene().answer('verification_session.create')
    expect(status).toBe(400)
    expect(body).toMatchObject({ error: { type: 'invalid_request_error' } })
  })
})
