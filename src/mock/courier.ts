/** The courier: carries what a mock has to post over HTTP. Nothing is followed, and nothing leaves this machine unasked. */

// The platform's own fetch: importing undici would change that of everybody in this process.
import { isThisMachine } from '../pack/destination.ts'
import type { Post } from '../pack/webhooks.ts'
import type { Mock } from './mock.ts'

export interface CourierOptions {
  /** Also posts to other machines; to this one alone when absent. */
  readonly anywhere?: boolean
  /** Ends what is on its way. */
  readonly signal?: AbortSignal
}

const timeoutMs = 10_000

/** Carries the posts of one mock; one at a time, in the order in which they are due. */
export class Courier {
  readonly #mock: Mock
  readonly #options: CourierOptions
  #running: Promise<void> | undefined

  constructor(mock: Mock, options: CourierOptions) {
    this.#mock = mock
    this.#options = options
  }

  /** Carries whatever is due, and what comes to be due meanwhile; resolves once nothing is. Never rejects. */
  run(): Promise<void> {
    this.#running ??= this.#carryAll().finally(() => {
      this.#running = undefined
    })
    return this.#running
  }

  async #carryAll(): Promise<void> {
    for (let due = this.#mock.duePosts(); due.length > 0; due = this.#mock.duePosts()) {
      for (const post of due) {
        if (this.#options.signal?.aborted === true) return
        this.#mock.posted(post, await this.#carry(post))
      }
    }
  }

  /** The status of the answer; undefined when there was none, or when the post may not leave. */
  async #carry({ url, headers, body }: Post): Promise<number | undefined> {
    const { anywhere = false, signal } = this.#options
    if (!anywhere && !isThisMachine(url)) return undefined
    try {
      const signals = [AbortSignal.timeout(timeoutMs), ...(signal === undefined ? [] : [signal])]
      const options = { method: 'POST', headers, body, redirect: 'manual', signal: AbortSignal.any(signals) } as const
      const answer = await fetch(url, options)
      await answer.arrayBuffer()
      return answer.status
    } catch {
      // Whatever kept it from arriving: the attempt failed.
      return undefined
    }
  }
}
