/** Requests to forward, and a destination of the tests' own on loopback. */

import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { forwardingResources } from '../../../models/stripe/forwarding/index.ts'
import type { Schemas } from '../../../models/stripe/kit.ts'
import type { Pack } from '../../../src/pack/pack.ts'
import { packOf } from '../area.ts'

export type Forwarded = Schemas['forwarding.request']

export const forwardingPack: Pack = packOf(forwardingResources)

export const card = { number: '', exp_month: '', exp_year: '', cvc: '', name: '' }
export const everything = ['card_number', 'card_expiry', 'card_cvc', 'cardholder_name'] as const

/** A request with places for the data of a card. */
export const request = (params: { url?: string; body?: unknown; [name: string]: unknown } = {}): object => {
  const { body = { amount: 1000, card }, headers, ...others } = params
  return {
    payment_method: 'pm_card_visa',
    replacements: everything,
    url: 'https://destination.example/echo',
    ...others,
    request: {
      body: typeof body === 'string' ? body : JSON.stringify(body),
      ...(headers !== undefined && { headers }),
    },
  }
}

export interface Destination {
  readonly url: string
  /** What was received, in this order. */
  readonly received: { readonly headers: Readonly<Record<string, unknown>>; readonly body: string }[]
  close(): Promise<void>
}

/** A destination that gives back what it gets, with the status that its path names; `/hang` never answers. */
export async function destination(): Promise<Destination> {
  const received: Destination['received'] = []
  const server = createServer((incoming, response) => {
    const chunks: Buffer[] = []
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk))
    incoming.on('end', () => {
      const body = Buffer.concat(chunks).toString('utf8')
      received.push({ headers: incoming.headers, body })
      if (incoming.url === '/hang') return
      if (incoming.url === '/elsewhere') {
        response.writeHead(302, { location: '/200' }).end()
        return
      }
      response.writeHead(Number(incoming.url?.slice(1)), { 'content-type': 'application/json', 'x-echo': body })
      response.end(body)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    received,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
