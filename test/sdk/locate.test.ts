import { spawnSync } from 'node:child_process'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { locate } from '../../src/sdk/locate.ts'

let directory: string
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'assize-locate-'))
  await write('node_modules/tool/package.json', '{"name": "tool", "version": "2.0.0", "main": "lib.js"}')
  await write('node_modules/tool/lib.js', '')
  await write(
    'node_modules/tool-before/package.json',
    '{"name": "tool", "version": "1.0.0", "exports": {"require": "./old.cjs"}}',
  )
  await write('node_modules/tool-before/old.cjs', '')
  await write('node_modules/@of/tool/package.json', '{"name": "@of/tool", "version": "3.0.0"}')
  await write('node_modules/@of/tool/index.js', '')
  await write('work/package/package.json', '{"name": "tool", "version": "2.1.0"}')
  await write('work/package/index.js', '')
  await write('work/empty/package.json', '{"name": "empty", "main": "dist/none.js"}')
  spawnSync('tar', ['-czf', join(directory, 'tool.tgz'), '-C', join(directory, 'work'), 'package'])
})
afterAll(() => rm(directory, { recursive: true }))

async function write(path: string, text: string): Promise<void> {
  await mkdir(dirname(join(directory, path)), { recursive: true })
  await writeFile(join(directory, path), text)
}

test.each([
  ['tool', '2.0.0', 'node_modules/tool/lib.js'],
  ['tool@2.0.0', '2.0.0', 'node_modules/tool/lib.js'],
  ['tool@1.0.0', '1.0.0', 'node_modules/tool-before/old.cjs'],
  ['tool-before', '1.0.0', 'node_modules/tool-before/old.cjs'],
  ['@of/tool', '3.0.0', 'node_modules/@of/tool/index.js'],
  ['@of/tool@3.0.0', '3.0.0', 'node_modules/@of/tool/index.js'],
  ['./work/package', '2.1.0', 'work/package/index.js'],
  ['./node_modules/tool/lib.js', '2.0.0', 'node_modules/tool/lib.js'],
])('finds %s', (name, version, entry) => {
  expect(locate(name, { directory })).toEqual({ name, version, entry: join(directory, entry) })
})

test('unpacks a tarball once', () => {
  const first = locate('tool.tgz', { directory })
  expect(first).toMatchObject({
    version: '2.1.0',
    entry: expect.stringMatching(/\.assize\/packages\/\w+\/package\/index\.js$/),
  })
  expect(locate('./tool.tgz', { directory }).entry).toBe(first.entry)
})

test.each([
  ['none', /sdk none: expected a package 'none'.*Install it/],
  [
    'tool@9.9.9',
    /sdk tool@9\.9\.9: expected that version.*npm install --save-dev tool-previous@npm:tool@9\.9\.9.*--install/,
  ],
  ['./nowhere', /a directory, a module or a tarball but received none/],
  ['./work', /a directory with a package\.json/],
  ['./work/empty', /a file to load in .*Build the library/],
])('says what to do about %s', (name, message) => {
  expect(() => locate(name, { directory })).toThrow(message)
})

test('says what is wrong with a tarball', async () => {
  await write('broken.tgz', 'not a tarball')
  expect(() => locate('broken.tgz', { directory })).toThrow(/a tarball made by npm pack/)
})
