// Is told of events by the mock, verifies them with the official SDK, and fails the first attempt.
// node receive.mjs [port of the mock]

import { createServer } from 'node:http'
import Stripe from 'stripe'

const port = Number(process.argv[2] ?? 12111)
const stripe = new Stripe('sk_test_assize', { host: '127.0.0.1', port, protocol: 'http' })
const control = (name, fields = {}) =>
  fetch(`http://127.0.0.1:${port}/_assize/${name}`, { method: 'POST', body: JSON.stringify(fields) })

let secret = ''
let attempts = 0
const receiver = createServer(async (request, response) => {
  const chunks = []
  for await (const chunk of request) chunks.push(chunk)
  // A tolerance of 0 takes signatures of any age: the clock of the mock is a virtual one.
  const event = stripe.webhooks.constructEvent(Buffer.concat(chunks), request.headers['stripe-signature'], secret, 0)
  const status = ++attempts === 1 ? 500 : 200
  console.log(`attempt ${attempts}: ${event.type}, answered ${status}`)
  response.writeHead(status).end()
})
await new Promise((resolve) => receiver.listen(0, '127.0.0.1', resolve))

const url = `http://127.0.0.1:${receiver.address().port}/hooks`
const endpoint = await stripe.webhookEndpoints.create({ url, enabled_events: ['*'] })
secret = endpoint.secret
await stripe.identity.verificationSessions.create({ type: 'document' })

await control('deliveries') // waits until all that is due was attempted
await control('clock', { advance: 3600 }) // an hour later the next attempt is due
await control('deliveries')

const [event] = (await stripe.events.list({ limit: 1 })).data
console.log(`pending webhooks: ${event.pending_webhooks}`)
receiver.close()
receiver.closeAllConnections()
