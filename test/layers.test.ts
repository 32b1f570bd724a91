import { readdir, readFile } from 'node:fs/promises'
import { dirname, join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const src = resolve(dirname(fileURLToPath(import.meta.url)), '../src')

/** From the bottom up: a layer imports itself and the layers before it. */
const layers = [
  'errors.ts',
  'model',
  'spec',
  'pack',
  'cover',
  'conventions',
  'execute',
  'generate',
  'check',
  'shrink',
  'mock',
  'sdk',
  'run',
  'report',
  'store',
  'export',
  'config',
  'cli',
  'index.ts',
  'vitest.ts',
]

async function importsOf(file: string): Promise<string[]> {
  const source = await readFile(file, 'utf8')
  return [
    ...source.matchAll(/(?:^|\n)\s*(?:import|export)[^'"\n]*(?:\n[^'"]*?)?from '(\.[^']+)'|import\('(\.[^']+)'\)/g),
  ]
    .map((found) => found[1] ?? found[2] ?? '')
    .map((path) => resolve(dirname(file), path))
}

const layerOf = (file: string) => relative(src, file).split('/')[0] ?? ''

const files = (await readdir(src, { recursive: true }))
  .filter((name) => name.endsWith('.ts'))
  .map((name) => join(src, name))

test('every file of src belongs to a layer', () => {
  expect([...new Set(files.map(layerOf))].filter((layer) => !layers.includes(layer))).toEqual([])
})

test('each layer imports only itself and the layers below it', async () => {
  const wrong: string[] = []
  for (const file of files) {
    // The command line is where everything comes together, the packs that come with Assize included.
    if (layerOf(file) === 'cli') continue
    for (const imported of await importsOf(file)) {
      if (!imported.startsWith(src)) wrong.push(`${relative(src, file)} imports ${imported}`)
      else if (layers.indexOf(layerOf(imported)) > layers.indexOf(layerOf(file))) {
        wrong.push(`${relative(src, file)} imports ${relative(src, imported)}`)
      }
    }
  }
  expect(wrong).toEqual([])
})

test('the model imports nothing but itself and the engine names no API', async () => {
  const named: string[] = []
  for (const file of files) {
    if (layerOf(file) === 'cli') continue
    const code = (await readFile(file, 'utf8')).replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, '')
    if (/stripe|treasury/i.test(code)) named.push(relative(src, file))
  }
  expect(named).toEqual([])
})
