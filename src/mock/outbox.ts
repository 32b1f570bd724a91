/**
 * The outbox: what a mock has to post, and when.
 *
 * One entry for each event and each endpoint that is to be told of it:
 *
 *   due → delivered   an attempt was answered with a 2xx status
 *   due → due         it was not, and the schedule has another attempt
 *   due → failed      it was not, and the schedule is at its end
 *   due → abandoned   the endpoint is gone or disabled when an attempt is due
 *
 * All times are those of the virtual clock: an attempt is made at the moment when it is due, even when the clock jumps
 * over it. Nothing here knows how a post travels.
 */

import type { Witness } from '../model/witness.ts'
import type { World } from '../model/world.ts'
import type { Notice, Post, Webhooks } from '../pack/webhooks.ts'

interface Entry {
  readonly notice: Notice
  /** Attempts made so far. */
  attempts: number
  /** When the next one is due, in seconds. */
  dueAt: number
}

export class Outbox {
  readonly #webhooks: Webhooks
  #entries: Entry[] = []
  readonly #open = new Map<Post, Entry>()

  constructor(webhooks: Webhooks) {
    this.#webhooks = webhooks
  }

  /** Takes in what the changes of a world owe. */
  note(world: World): void {
    for (const notice of this.#webhooks.notices(world)) {
      if (notice.withheld === undefined) this.#entries.push({ notice, attempts: 0, dueAt: world.now })
    }
  }

  /** The posts that are due by the clock of the world, oldest first; each has to be `settled` once. */
  take(world: World, witness: Witness): Post[] {
    const due = this.#entries.filter((entry) => entry.dueAt <= world.now)
    if (due.length === 0) return []
    const taken = new Set(due)
    this.#entries = this.#entries.filter((entry) => !taken.has(entry))
    const alive = due.filter(({ notice }) => this.#webhooks.isOpen(notice, world))
    return alive.sort((one, other) => one.dueAt - other.dueAt).map((entry) => this.#post(entry, world, witness))
  }

  #post(entry: Entry, world: World, witness: Witness): Post {
    const { notice, dueAt } = entry
    const { type, header, payload, sign, secretOf, urlOf } = this.#webhooks
    // How the event stands now; where nobody can read it any more, as it was.
    const event = (world.get(type as never, notice.event.id) ?? notice.event) as Notice['event']
    const body = JSON.stringify(payload({ ...notice, event }, witness))
    const post = {
      url: urlOf(notice.endpoint),
      headers: {
        'content-type': 'application/json; charset=utf-8',
        [header]: sign(body, String(secretOf(notice.endpoint)), dueAt),
      },
      body,
    }
    this.#open.set(post, entry)
    return post
  }

  /** Takes note of what came of a post: its status, undefined when there was no answer. Answers the world after it. */
  settled(post: Post, status: number | undefined, world: World): World {
    const entry = this.#open.get(post)
    if (entry === undefined) return world
    this.#open.delete(post)
    if (status !== undefined && status >= 200 && status < 300) return this.#webhooks.delivered(entry.notice, world)
    const wait = this.#webhooks.retryAfter[entry.attempts]
    entry.attempts++
    if (wait === undefined) return world
    entry.dueAt += wait
    this.#entries.push(entry)
    return world
  }
}
