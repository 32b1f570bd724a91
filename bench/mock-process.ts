/** Serves the mock in a process of its own, tells its parent the address and ends with it. */

import { stripe as pack } from '../models/stripe/index.ts'
import { serveMock } from '../src/mock/server.ts'

const server = await serveMock({ pack })
process.send?.(server.url)
process.once('disconnect', () => void server.close())
