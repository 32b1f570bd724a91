// Starts stripe-stateful-mock, a server that Assize has no hand in.
// node serve.mjs [port]

import mock from 'stripe-stateful-mock'

const server = mock.createExpressApp().listen(Number(process.argv[2] ?? 8000), '127.0.0.1', () => {
  console.log(`listening on http://127.0.0.1:${server.address().port}`)
})
