// Has the mock forward a card to a server of its own, and shows what arrived and what was recorded.
// node forward.mjs [port of the mock]

import { createServer } from 'node:http'
import Stripe from 'stripe'

const port = Number(process.argv[2] ?? 12111)
const stripe = new Stripe('sk_test_assize', { host: '127.0.0.1', port, protocol: 'http' })

const destination = createServer(async (request, response) => {
  const chunks = []
  for await (const chunk of request) chunks.push(chunk)
  const { card } = JSON.parse(Buffer.concat(chunks).toString())
  console.log(`arrived: ${card.number.length} digits, ${card.exp_month}/${card.exp_year}`)
  response.writeHead(402, { 'content-type': 'application/json' }).end(`{"declined":"${card.number}"}`)
})
await new Promise((resolve) => destination.listen(0, '127.0.0.1', resolve))

const forwarded = await stripe.forwarding.requests.create({
  payment_method: 'pm_card_visa',
  url: `http://127.0.0.1:${destination.address().port}/v1/payments`,
  replacements: ['card_number', 'card_expiry'],
  request: { body: '{"card":{"number":"","exp_month":0,"exp_year":0},"amount":1000}' },
})
console.log(`sent: ${forwarded.request_details.body}`)
console.log(`answered ${forwarded.response_details.status}: ${forwarded.response_details.body}`)
destination.close()
