/** Variables of the environment in texts of configuration files. */

import { ConfigError } from '../errors.ts'
import type { Item } from '../store/yaml.ts'

const variable = /\$\{(\w+)\}/g

/**
 * The text with `${NAME}` replaced by the variable of that name.
 *
 * @throws {ConfigError} for a variable that is not set; `place` says where the text stands
 */
export function withVariables(
  text: string,
  variables: Readonly<Record<string, string | undefined>>,
  place: Pick<Item, 'mistake'> | string,
): string {
  return text.replace(variable, (_, name: string) => {
    const value = variables[name]
    if (value !== undefined && value !== '') return value
    const [expected, next] = [`the variable ${name}`, `Set ${name}.`]
    if (typeof place !== 'string') throw place.mistake(expected, 'nothing', next)
    throw new ConfigError({ place, expected, received: 'nothing', next })
  })
}
