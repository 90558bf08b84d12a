import type { Letter } from './letter'

const WIDTH_MAX = 76

/** The letter as plain text, wrapped for programs that do not wrap; links stand on lines of their own. */
export function letterText(letter: Letter): string {
  const labelWidth = Math.max(0, ...letter.facts.map(([label]) => label.length)) + 2
  const blocks = [
    letter.heading,
    letter.greeting ?? '',
    ...letter.paragraphs.map(wrap),
    letter.facts.map(([label, value]) => `${`${label}:`.padEnd(labelWidth)}${value}`).join('\n'),
    `${letter.button.label}:\n${letter.button.url}`,
    ...letter.notes.map(wrap),
    // "-- " alone on a line starts a signature (RFC 3676, 4.3): programs set it apart.
    ['-- ', letter.brand.name, ...letter.footer.map(wrap)].join('\n'),
  ]
  return `${blocks.filter((block) => block !== '').join('\n\n')}\n`
}

function wrap(text: string): string {
  const lines: string[] = []
  for (const word of text.split(' ')) {
    const line = lines.at(-1)
    if (line !== undefined && line.length + 1 + word.length <= WIDTH_MAX)
      lines[lines.length - 1] = `${line} ${word}`
    else lines.push(word)
  }
  return lines.join('\n')
}
