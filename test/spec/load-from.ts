import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { loadSpec } from '../../src/spec/load.ts'
import type { Spec } from '../../src/spec/types.ts'

/** Writes files (text by name) to a directory of their own and loads `names`, by default the first. */
export async function loadFrom(files: Readonly<Record<string, string>>, names?: readonly string[]): Promise<Spec> {
  const directory = await mkdtemp(path.join(tmpdir(), 'assize-spec-'))
  try {
    for (const [name, text] of Object.entries(files)) {
      const file = path.join(directory, name)
      await mkdir(path.dirname(file), { recursive: true })
      await writeFile(file, text)
    }
    return await loadSpec((names ?? Object.keys(files).slice(0, 1)).map((name) => path.join(directory, name)))
  } catch (error) {
    if (error instanceof Error) error.message = error.message.replaceAll(`${directory}${path.sep}`, '')
    throw error
  } finally {
    await rm(directory, { recursive: true })
  }
}

const head = 'openapi: 3.1.0\ninfo: {title: Test, version: "1"}\n'

/** A document of `components.schemas`, given as YAML flow or block text without indentation. */
export function schemasDocument(text: string): string {
  return `${head}components:\n  schemas:\n${indent(text, 4)}\n`
}

/** A document of paths, given as YAML text without indentation. */
export function pathsDocument(text: string, rest = ''): string {
  return `${head}paths:\n${indent(text, 2)}\n${rest}`
}

/** A document of one operation, `thing.create`, whose body has this schema. */
export function bodyDocument(schema: string, rest = ''): string {
  return pathsDocument(
    `/things:
  post:
    operationId: thing.create
    requestBody:
      content:
        application/json:
          schema:
${indent(schema, 12)}
    responses: {'200': {description: Made.}}`,
    rest,
  )
}

function indent(text: string, spaces: number): string {
  return text
    .trim()
    .split('\n')
    .map((line) => ' '.repeat(spaces) + line)
    .join('\n')
}
