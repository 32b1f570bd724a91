import { defineConfig } from 'assize'

export default defineConfig({
  pack: 'stripe',
  target: 'test',
  targets: {
    test: {
      url: 'http://127.0.0.1:12111',
      apiKeyEnv: 'TEST_API_KEY',
      rate: '25/s',
      lanes: 8,
      timeout: '30s',
      settle: '5s',
    },
  },
  resources: ['climate.order', 'identity.verification_session'],
  budget: '30m',
  knownIssues: [
    { law: 'PAGE-3', owner: 'ada@example.com', expires: '2027-03-31', note: 'https://tracker.example.com/1234' },
  ],
})
