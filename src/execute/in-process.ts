/** The in-process driver: calls an answerer (the mock) directly, without sockets or encoding. */

import type { Call } from '../model/outcome.ts'
import type { Ask } from '../model/outgoing.ts'
import { type Post, receiverMark } from '../pack/webhooks.ts'
import type { Answer, Driver, Inbox } from './driver.ts'
import { Receiver } from './receiver.ts'

/** Whatever answers calls in this process. */
export interface Answerer {
  handle(call: Call): Answer
  reset(): void
}

/** An answerer that also posts, when somebody carries what it has to post. */
interface Poster extends Answerer {
  /** Who answers in the place of other people's servers. */
  ask: Ask
  advance(seconds: number): void
  duePosts(): readonly Post[]
  posted(post: Post, status: number | undefined): void
}

/**
 * A driver for an answerer in this process; `name` is what reports call it. What it posts to the receiver is handed over,
 * and so is what it forwards.
 */
export function inProcessDriver(answerer: Answerer | Poster, name = 'mock'): Driver {
  const receiver = new Receiver()
  const inbox = 'duePosts' in answerer ? inboxOf(answerer, receiver) : undefined
  return {
    name,
    capabilities: { reset: true, control: true, exactClock: true },
    async begin() {
      answerer.reset()
      receiver.reset()
    },
    async call(call) {
      return answerer.handle(call)
    },
    ...(inbox !== undefined && { inbox }),
    async close() {},
  }
}

function inboxOf(poster: Poster, receiver: Receiver): Inbox {
  poster.ask = (request) => receiver.ask(request)
  return {
    async take() {
      // What fails is due again later, and may be due by now.
      for (let due = poster.duePosts(); due.length > 0; due = poster.duePosts()) {
        for (const post of due) {
          const isHere = post.url.startsWith(`${receiverMark}/`)
          const path = post.url.slice(receiverMark.length)
          poster.posted(post, isHere ? receiver.receive(path, post.headers, post.body) : undefined)
        }
      }
      return receiver.take()
    },
    async pass(seconds) {
      poster.advance(seconds)
    },
  }
}
