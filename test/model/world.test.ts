import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Stored, World } from '../../src/model/world.ts'

interface Note extends Stored {
  readonly text: string
}
interface Types {
  readonly note: Note
  readonly tag: Stored
}
const note = (id: string, text = ''): Note => ({ id, text })
const empty = () => World.empty<Types>(100)

describe('World', () => {
  test('answers what was put last under an id', () => {
    const world = empty().put('note', note('a', 'one')).put('note', note('a', 'two'))
    expect(world.get('note', 'a')).toEqual({ id: 'a', text: 'two' })
    expect(world.all('note')).toHaveLength(1)
  })

  test('keeps types apart', () => {
    expect(empty().put('note', note('a')).get('tag', 'a')).toBeUndefined()
  })

  test('leaves the world it was made from as it was', () => {
    const before = empty().put('note', note('a', 'one'))
    before.put('note', note('a', 'two')).put('note', note('b'))
    expect(before.all('note')).toEqual([note('a', 'one')])
  })

  test('keeps siblings apart that grew from one world', () => {
    const root = empty().put('note', note('a'))
    const left = root.put('note', note('left'))
    const right = root.put('note', note('right')).put('note', note('left', 'later'))
    expect(left.all('note').map((one) => one.id)).toEqual(['a', 'left'])
    expect(left.get('note', 'right')).toBeUndefined()
    expect(left.get('note', 'left')).toEqual(note('left'))
    expect(right.get('note', 'left')).toEqual(note('left', 'later'))
  })

  test('walks in order of arrival, and against it', () => {
    const world = ['a', 'b', 'c'].reduce((all, id) => all.put('note', note(id)), empty()).remove('note', 'b')
    expect([...world.oldestFirst('note')].map((one) => one.id)).toEqual(['a', 'c'])
    expect([...world.newestFirst('note')].map((one) => one.id)).toEqual(['c', 'a'])
    expect(world.isNewer('note', 'c', 'a')).toBe(true)
    expect(world.isNewer('note', 'a', 'c')).toBe(false)
  })

  test('removing what is not there changes nothing', () => {
    const world = empty().put('note', note('a'))
    expect(world.remove('note', 'b')).toBe(world)
  })

  test('remembers one change for each object, from its first before to its last after', () => {
    const world = empty().put('note', note('old')).begin(101)
    const after = world
      .put('note', note('old', 'x'))
      .put('note', note('old', 'y'))
      .put('tag', { id: 't' })
      .remove('tag', 't')
    expect(after.changes).toEqual([
      { type: 'note', id: 'old', before: note('old'), after: note('old', 'y') },
      { type: 'tag', id: 't', before: undefined, after: undefined },
    ])
    expect(after.begin(102).changes).toEqual([])
    expect(after.begin(102).now).toBe(102)
  })

  test('behaves like a map over any puts and removals', () => {
    const action = fc.record({ put: fc.boolean(), id: fc.integer({ min: 0, max: 150 }), text: fc.string() })
    fc.assert(
      fc.property(fc.array(action, { maxLength: 400 }), (actions) => {
        let world = empty()
        const expected = new Map<string, Note>()
        for (const { put, id, text } of actions) {
          if (put) {
            world = world.put('note', note(`${id}`, text))
            expected.set(`${id}`, note(`${id}`, text))
          } else {
            world = world.remove('note', `${id}`)
            expected.delete(`${id}`)
          }
        }
        for (let id = 0; id <= 150; id++) expect(world.get('note', `${id}`)).toEqual(expected.get(`${id}`))
        expect(new Set(world.all('note').map((one) => one.id))).toEqual(new Set(expected.keys()))
      }),
    )
  })
})
