import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { leastSteps } from '../../src/cover/least-calls.ts'
import { type Arc, routeOver } from '../../src/cover/route.ts'

/** `s a, a b` as arcs. */
const arcsOf = (text: string): Arc[] =>
  text.split(', ').map((pair) => {
    const [from = '', to = ''] = pair.split(' ')
    return { from, to }
  })
const nodesOf = (route: readonly Arc[]) => [route[0]?.from, ...route.map(({ to }) => to)].join(' ')

/** Routes until nothing is left to take. */
function allRoutes(arcs: readonly Arc[]): Arc[][] {
  const taken = new Set<Arc>()
  const routes: Arc[][] = []
  for (;;) {
    const route = routeOver(arcs, (arc) => !taken.has(arc), 's')
    if (route.length === 0) return routes
    for (const arc of route) taken.add(arc)
    routes.push(route)
  }
}

describe('a route', () => {
  test('takes all arcs in one walk where it can', () => {
    expect(allRoutes(arcsOf('s a, a b, b a, b c, c a')).map(nodesOf)).toEqual(['s a b c a b a'])
  })

  test('begins again for every other end', () => {
    expect(allRoutes(arcsOf('s a, a b, a c, a d')).map(nodesOf).sort()).toEqual(['s a b', 's a c', 's a d'])
  })

  test('goes to arcs that are far from where others lead', () => {
    const arcs = arcsOf('s a, a b, b c, c b')
    const [, , , last] = arcs
    expect(nodesOf(routeOver(arcs, (arc) => arc === last, 's'))).toBe('s a b c b')
  })

  test('is none where nothing wanted can be reached', () => {
    expect(routeOver(arcsOf('s a, b c'), ({ from }) => from === 'b', 's')).toEqual([])
    expect(routeOver(arcsOf('s a'), () => false, 's')).toEqual([])
  })

  test('is a walk from the start, and all routes together take what can be reached', () => {
    const node = fc.constantFrom('a', 'b', 'c', 'd', 'e')
    const arc = fc.record({ from: fc.oneof(node, fc.constant('s')), to: node })
    fc.assert(
      fc.property(fc.array(arc, { maxLength: 12 }), (arcs) => {
        const reached = new Set(['s'])
        // A set takes in what is added to it meanwhile.
        for (const one of reached) for (const { from, to } of arcs) if (from === one) reached.add(to)
        const routes = allRoutes(arcs)
        for (const route of routes) {
          expect(route[0]?.from).toBe('s')
          route.slice(1).forEach(({ from }, index) => {
            expect(from).toBe(route[index]?.to)
          })
        }
        const reachable = arcs.filter(({ from }) => reached.has(from))
        expect(new Set(routes.flat())).toEqual(new Set(reachable))
        const pairs = reachable.map(({ from, to }) => [from, to] as const)
        expect(routes.flat().length).toBeGreaterThanOrEqual(leastSteps(pairs, new Map([['s', 0]])))
      }),
    )
  })
})
