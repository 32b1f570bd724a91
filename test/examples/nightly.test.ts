// biome-ignore-all lint/suspicious/noTemplateCurlyInString: workflows refer to variables like this
/** The page about nightly runs, and the files under examples/nightly: what they show is what happens. */

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { parse } from 'yaml'
import { loadModule } from '../../src/cli/load-module.ts'
import { readAuth } from '../../src/config/auth.ts'
import { readConfig } from '../../src/config/config.ts'
import { readData, readYaml } from '../../src/store/yaml.ts'
import { assize } from '../cli/test-io.ts'

// The first run plans the tour of every resource.
vi.setConfig({ testTimeout: 240_000 })

const root = new URL('../../', import.meta.url)
const read = (path: string) => readFileSync(new URL(path, root), 'utf8')
const page = read('docs/nightly.md')
const blocks = [...page.matchAll(/^```(\w+) ?([\w.]*)\n(.*?)^```$/gms)].map(([, language, file = '', text = '']) => ({
  ...{ language, file, text },
}))
const address = 'http://127.0.0.1:12111'

describe('docs/nightly.md', () => {
  test.each(blocks.filter(({ file }) => file !== ''))('shows a part of examples/nightly/$file', ({ file, text }) => {
    expect(read(`examples/nightly/${file}`)).toContain(text)
  })

  test('is linked from the README', () => {
    expect(read('README.md')).toContain('(docs/nightly.md)')
  })

  describe('its commands', () => {
    let folder: string
    let url: string
    let stop = () => {}
    let serving: Promise<unknown>
    const env: Record<string, string> = {}
    const commands = blocks
      .filter(({ language }) => language === 'console')
      .flatMap(({ text }) => text.split(/^\$ /m).slice(1))
      .map((text) => ({
        command: text.slice(0, text.indexOf('\n')),
        output: text.slice(text.indexOf('\n') + 1).trim(),
      }))

    beforeAll(async () => {
      folder = mkdtempSync(join(tmpdir(), 'assize-nightly-'))
      const [mock] = commands.filter(({ command }) => command.startsWith('npx assize mock'))
      let listening = (_: string) => {}
      const greeting = new Promise<string>((resolve) => {
        listening = resolve
      })
      const stopped = new Promise<void>((resolve) => {
        stop = resolve
      })
      const argv = (mock?.command ?? '').replace(' &', '').replace('12111', '0').split(' ').slice(2)
      serving = assize(argv, { stopped, onStdout: listening })
      url = /http:\/\/127\.0\.0\.1:\d+/.exec(await greeting)?.[0] ?? ''
      writeFileSync(join(folder, 'assize.config.ts'), read('examples/nightly/assize.config.ts').replace(address, url))
    })
    afterAll(async () => {
      stop()
      await serving
      rmSync(folder, { recursive: true })
    })

    test.each(commands.filter(({ command }) => !command.startsWith('npx assize mock')))(
      '$command',
      async ({ command, output }) => {
        const [, name, value] = /^export (\w+)=(\S+)$/.exec(command) ?? []
        if (name !== undefined && value !== undefined) {
          env[name] = value
          return
        }
        const inFolder = (word: string) => (word.startsWith('.assize') ? join(folder, word) : word)
        const argv = command.split(' ').slice(2).map(inFolder)
        // As in the directory of the configuration.
        if (!argv.includes('--out')) argv.push('--out', join(folder, '.assize'))
        if (argv[0] !== 'merge') argv.push('--config', join(folder, 'assize.config.ts'))
        const { code, stdout, stderr } = await assize(argv, { env })
        expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
        expect(stdout.replaceAll(url, address)).toContain(output)
      },
    )
  })
})

describe('examples/nightly', () => {
  test('the configuration and the auth file are read', async () => {
    const { default: config } = await loadModule(new URL('examples/nightly/assize.config.ts', root).pathname)
    expect(readConfig(readData('assize.config.ts', config)).target).toBe('test')
    const login = readAuth(readYaml('auth.yaml', read('examples/nightly/auth.yaml')), 'nightly', { TEST_PASSWORD: 'x' })
    expect(login.request).toMatchObject({ path: '/login', token: { header: 'Authorization' } })
  })

  test('the workflow makes each part of the run once and merges them all', () => {
    const { jobs } = parse(read('examples/nightly/github-actions.yml'))
    const { part } = jobs.part.strategy.matrix
    const commands = (job: { steps: { run?: string }[] }) => job.steps.flatMap(({ run = [] }) => run)
    const [run] = commands(jobs.part).filter((line) => line.includes('assize run'))
    expect(run).toContain(`--shard \${{ matrix.part }}/${part.length} `)
    expect(part).toEqual(Array.from(part, (_, index) => index + 1))
    const [merge] = commands(jobs.report).filter((line) => line.includes('assize merge'))
    expect(merge).toBe(`npx assize merge ${part.map((index: number) => `part-${index}`).join(' ')}`)
    expect(jobs.report.needs).toBe('part')
  })

  test('the Job has as many pods as shards, numbered by Kubernetes', () => {
    const job = parse(read('examples/nightly/kubernetes-job.yaml'))
    expect(job).toMatchObject({ apiVersion: 'batch/v1', kind: 'Job', spec: { completionMode: 'Indexed' } })
    const [container] = job.spec.template.spec.containers
    const shards = container.env.find(({ name }: { name: string }) => name === 'ASSIZE_SHARDS').value
    expect([job.spec.completions, job.spec.parallelism].map(String)).toEqual([shards, shards])
    expect(container.command.at(-1)).toContain('npx assize run --seed SEED')
  })

  test.each(['github-actions.yml', 'kubernetes-job.yaml'])('the flags in %s are flags of assize', async (file) => {
    const { stdout: known } = await assize(['run', '--help'])
    const used = [...read(`examples/nightly/${file}`).matchAll(/assize run (.*)/g)].flatMap(
      ([, flags = '']) => flags.match(/--[\w-]+/g) ?? [],
    )
    expect(used.length).toBeGreaterThan(3)
    expect(used.filter((flag) => !known.includes(flag))).toEqual([])
  })
})
