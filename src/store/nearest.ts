/** Suggestions for misspelt names. */

/** The candidates closest to `word`, best first, at most three; none that is too far off to be what was meant. */
export function nearest(word: string, candidates: Iterable<string>): string[] {
  const limit = Math.max(2, Math.floor(word.length / 3))
  const scored: { candidate: string; distance: number }[] = []
  for (const candidate of candidates) {
    const distance = distanceBetween(word.toLowerCase(), candidate.toLowerCase())
    const isPart = word.length > 2 && candidate.toLowerCase().includes(word.toLowerCase())
    if (distance <= limit || isPart) scored.push({ candidate, distance: isPart ? Math.min(distance, 2) : distance })
  }
  scored.sort((left, right) => left.distance - right.distance)
  return scored.slice(0, 3).map(({ candidate }) => candidate)
}

/** `Did you mean a or b?`, or `otherwise` when nothing comes near. */
export function suggestion(word: string, candidates: Iterable<string>, otherwise: string): string {
  const near = nearest(word, candidates)
  return near.length === 0 ? otherwise : `Did you mean ${near.join(' or ')}?`
}

/** Edit distance with transpositions of neighbours (Damerau and Levenshtein, restricted). Quadratic. */
function distanceBetween(left: string, right: string): number {
  let older: number[] = []
  let previous = Array.from({ length: right.length + 1 }, (_, index) => index)
  for (let row = 1; row <= left.length; row++) {
    const current = [row]
    for (let column = 1; column <= right.length; column++) {
      const same = left[row - 1] === right[column - 1]
      let best = Math.min(
        (previous[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (previous[column - 1] ?? 0) + (same ? 0 : 1),
      )
      const swapped = left[row - 1] === right[column - 2] && left[row - 2] === right[column - 1]
      if (row > 1 && column > 1 && swapped) best = Math.min(best, (older[column - 2] ?? 0) + 1)
      current.push(best)
    }
    older = previous
    previous = current
  }
  return previous[right.length] ?? 0
}
