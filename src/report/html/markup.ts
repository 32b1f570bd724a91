/** Markup as a value of its own, so that a text can only become markup by being escaped. */

import { printable } from '../style.ts'

/** A piece of HTML. What it is made of was escaped when it was put in. */
export class Markup {
  readonly text: string
  constructor(text: string) {
    this.text = text
  }
}

/** What can stand in a template: a text is escaped, a list is joined, `undefined` and `false` leave nothing. */
export type Part = Markup | string | number | undefined | false | readonly Part[]

/** The tag of templates: ``html`<p>${text}</p>` ``. */
export type Html = (strings: TemplateStringsArray, ...parts: readonly Part[]) => Markup

/** Makes the tag. Every text passes through `redact` before it is escaped, by which a secret would change its form. */
export function htmlWith(redact: (text: string) => string): Html {
  const textOf = (part: Part): string => {
    if (part === undefined || part === false) return ''
    if (part instanceof Markup) return part.text
    if (typeof part === 'object') return part.map(textOf).join('')
    return escaped(redact(String(part)))
  }
  return (strings, ...parts) => new Markup(String.raw({ raw: strings }, ...parts.map(textOf)))
}

/** A text for elements and quoted attributes. Control characters and those that turn the direction are spelt out. */
function escaped(text: string): string {
  return printable(text)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;')
}
