/**
 * `npm run bench`: speed in process, speed over HTTP, calls to find and shrink planted bugs, and the
 * shrinking challenge (bench/challenge).
 *
 *     npm run bench -- [--part in-process|http|find|challenge]... [--seeds 20] [--json]
 *
 * The parts run one after the other, since they would disturb each other's clocks.
 */

import { parseArgs } from 'node:util'
import { stripe as pack } from '../models/stripe/index.ts'
import { measureChallenge } from './challenge/measure.ts'
import { measureFind } from './find.ts'
import { measureHttp } from './http.ts'
import { measureInProcess } from './in-process.ts'
import { type BenchReport, environment, render } from './report.ts'

const parts = ['in-process', 'http', 'find', 'challenge']
const { values } = parseArgs({
  options: {
    part: { type: 'string', multiple: true, default: parts },
    seeds: { type: 'string', default: '20' },
    json: { type: 'boolean', default: false },
  },
})
const seeds = Number(values.seeds)
const unknown = values.part.find((part) => !parts.includes(part))
if (unknown !== undefined || !Number.isSafeInteger(seeds) || seeds < 1) {
  const [flag, expected, received] =
    unknown === undefined ? ['--seeds', 'a whole number from 1', values.seeds] : ['--part', parts.join(', '), unknown]
  console.error(`Failed to read ${flag}: expected ${expected} but received '${received}'. Correct the flag.`)
  process.exit(2)
}
const has = (part: string) => values.part.includes(part)
const report: BenchReport = {
  environment: environment(),
  ...(has('in-process') && { inProcess: await measureInProcess({ pack, sequences: 60, steps: 50, rounds: 5 }) }),
  ...(has('http') && {
    http: await measureHttp({ pack, connections: [1, 4, 16], rounds: 5, sequences: 48, steps: 50 }),
  }),
  ...(has('find') && { find: await measureFind({ pack, seeds, maxCalls: 3_000 }) }),
  ...(has('challenge') && { challenge: await measureChallenge({ seeds, maxCalls: 5_000 }) }),
}
console.log(values.json ? JSON.stringify(report, undefined, 2) : render(report))
