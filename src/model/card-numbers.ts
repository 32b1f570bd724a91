/** Payment card numbers in texts. */

/** 13 to 19 digits, perhaps in groups, with nothing else on either side; no card begins with other digits. */
const form = /(?<![0-9A-Za-z])[2-6]\d(?:[ -]?\d){11,17}(?![0-9A-Za-z])/g

/** The text with `mask` of its digits in the place of every card number: digits that pass the Luhn check (ISO/IEC 7812-1). */
export function withoutCardNumbers(text: string, mask: (digits: string) => string): string {
  return text.replace(form, (found) => {
    const digits = found.replace(/\D/g, '')
    return passesLuhn(digits) ? mask(digits) : found
  })
}

function passesLuhn(digits: string): boolean {
  let sum = 0
  for (let place = 0; place < digits.length; place++) {
    const digit = Number(digits[digits.length - 1 - place])
    const twice = digit * 2
    sum += place % 2 === 0 ? digit : twice > 9 ? twice - 9 : twice
  }
  return sum % 10 === 0
}
