import { describe, expect, test } from 'vitest'
import type { Edge, Resource } from '../../src/model/resource.ts'
import { mermaidOf } from '../../src/report/mermaid.ts'
import { drawingOf } from '../../src/report/state-drawing.ts'
import { paint } from '../../src/report/style.ts'

const operation = (...edges: Edge[]) => ({ kind: 'transition', hasSubject: true, readonly: false, edges, guards: {} })

/** As much of a resource as drawings look at. */
const resource = {
  type: 'shop.order',
  states: {
    draft: ['open', 'gone'],
    open: ['paid', 'gone', 'lost in post'],
    paid: ['open'],
    'lost in post': [],
    gone: [],
  },
  operations: {
    create: operation({ from: undefined, to: 'draft' }),
    retrieve: operation(),
    drop: operation({ from: 'draft', to: 'gone', open: 'C-7' }, { from: 'open', to: 'gone' }),
    submit: operation({ from: 'draft', to: 'open' }),
    pay: operation({ from: 'open', to: 'paid' }),
  },
  spontaneous: { expire: operation({ from: 'open', to: 'gone' }) },
  unreachable: { 'open → lost in post': 'the post is a model of its own' },
} as unknown as Resource

test('the drawing opens each state out once and marks what is special', () => {
  expect(drawingOf(resource, paint(false)).join('\n')).toBe(`shop.order

  ●
  └─ create ─▶ draft
     ├─ drop ───▶ gone ■  ? C-7
     └─ submit ─▶ open
        ├─ drop ───▶ gone ■
        ├─ pay ────▶ paid
        │  └────▶ open ↑
        ├┄ expire ┄▶ gone ■
        └──────────▶ lost in post ■

  keep the state  retrieve
  unreachable     open → lost in post: the post is a model of its own

  ● new   ■ no way on   ↑ drawn above   ┄▶ by itself   ? sources disagree   ─▶ without a name: through another resource`)
})

test('the Mermaid diagram has every edge with its label', () => {
  expect(mermaidOf(resource).join('\n')).toBe(`stateDiagram-v2
  state "lost in post" as s3
  [*] --> draft: create
  draft --> gone: drop (disputed, C-7)
  draft --> open: submit
  open --> gone: drop
  open --> paid: pay
  open --> gone: expire (by itself)
  open --> s3: through another resource
  paid --> open: through another resource
  s3 --> [*]
  gone --> [*]`)
})

describe('a resource without a life cycle', () => {
  test('is drawn as one state', () => {
    const plain = { ...resource, states: { exists: [] }, operations: {}, spontaneous: {}, unreachable: {} }
    expect(drawingOf(plain, paint(false))).toContain('  └────▶ exists ■')
    expect(mermaidOf(plain)).toEqual(['stateDiagram-v2', '  [*] --> exists'])
  })
})
