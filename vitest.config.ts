import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // The specs take a second to load: files that share a worker share them.
    isolate: false,
    // On two cores, the default would be one worker.
    maxWorkers: '100%',
    // Whole runs take seconds, and more on a busy machine. No test is about elapsed time.
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
})
