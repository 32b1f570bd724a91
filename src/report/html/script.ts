/**
 * The script of the page, for what markup alone cannot do: the filter, opening what a link or a printer wants to see.
 *
 * Without it everything is there and can be opened. It is text, since it runs in a browser and is hashed for the
 * content security policy as it stands.
 */
export const script = `'use strict'
const all = (selector, within = document) => [...within.querySelectorAll(selector)]
const form = document.querySelector('.filter')
const input = document.querySelector('#filter')
const chapters = all('.chapter')
const rows = chapters.map((chapter) => all('[data-row]', chapter).map((row) => ({ row, text: row.textContent.toLowerCase() })))
const names = chapters.map((chapter) => chapter.querySelector('.name').textContent.toLowerCase())
let opened = new Set()

function filter() {
  const words = input.value.toLowerCase().split(/\\s+/).filter(Boolean)
  const found = { operation: 0, law: 0 }
  chapters.forEach((chapter, index) => {
    let here = 0
    for (const { row, text } of rows[index]) {
      const isHit = words.every((word) => text.includes(word) || names[index].includes(word))
      row.hidden = !isHit
      if (!isHit) continue
      here++
      found[row.dataset.row]++
    }
    chapter.hidden = here === 0 && words.length > 0
    if (words.length > 0 && here > 0 && !chapter.open) {
      opened.add(chapter)
      chapter.open = true
    }
    if (words.length === 0 && opened.has(chapter)) chapter.open = false
  })
  if (words.length === 0) opened = new Set()
  const many = (number, noun) => number + ' ' + noun + (number === 1 ? '' : 's')
  form.querySelector('output').value =
    words.length === 0 ? '' : many(found.operation, 'operation') + ' and ' + many(found.law, 'law')
}

function clear() {
  input.value = ''
  filter()
}

function reveal() {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)))
  if (target === null) return
  if (target.hidden || target.closest('[hidden]') !== null) clear()
  for (let one = target.parentElement; one !== null; one = one.parentElement) if (one.tagName === 'DETAILS') one.open = true
  target.scrollIntoView()
}

for (const wide of all('#violations .scroll')) {
  const broken = wide.querySelector('.edge.broken text')?.getBoundingClientRect()
  if (broken !== undefined) wide.scrollLeft = broken.left - wide.getBoundingClientRect().left - wide.clientWidth / 2
}
form.hidden = false
form.addEventListener('submit', (event) => event.preventDefault())
input.addEventListener('input', filter)
input.addEventListener('keydown', (event) => {
  if (event.key === 'Escape') clear()
})
addEventListener('keydown', (event) => {
  const isTyping = event.target instanceof HTMLInputElement || event.ctrlKey || event.metaKey || event.altKey
  if (event.key !== '/' || isTyping) return
  event.preventDefault()
  input.focus()
})
addEventListener('hashchange', reveal)
addEventListener('beforeprint', () => {
  for (const one of all('#violations details')) one.open = true
})
if (location.hash !== '') reveal()
`
