import fc from 'fast-check'
import { expect, test } from 'vitest'
import { csv } from './csv'

test.each([
  [['a', 1, null, -2], 'a,1,,-2'],
  [['Müller, Anna', 'say "hi"', 'two\nlines'], '"Müller, Anna","say ""hi""","two\nlines"'],
  [['a;b', ' padded '], '"a;b"," padded "'],
  [['-18.40', '0.5', '-3'], '-18.40,0.5,-3'],
  [['=1+1', '+49 30', '-x', '@sum', '\tx', '-1+1'], `'=1+1,'+49 30,'-x,'@sum,"'\tx",'-1+1`],
  [[' =cmd()', '\n=cmd()'], `' =cmd(),"'\n=cmd()"`],
  [['a=b', 'a-b', 'x@example.com'], 'a=b,a-b,x@example.com'],
])('%j', (row, line) => {
  expect(csv([row])).toBe(`${line}\r\n`)
})

test('whatever is in the cells, a reader finds the same cells again, none of them a formula', () => {
  const cell = fc.string({
    unit: fc.constantFrom('a', '1', '"', ',', ';', '\r', '\n', '=', '-', '+', ' ', '\t'),
  })
  fc.assert(
    fc.property(fc.array(fc.array(cell, { minLength: 1 }), { minLength: 1 }), (rows) => {
      const back = read(csv(rows))
      expect(back.map((row) => row.map((text) => text.replace(/^'/, '')))).toEqual(rows)
      for (const text of back.flat()) if (!/^-?\d+$/.test(text)) expect(text).not.toMatch(/^\s*[=+@-]/)
    }),
  )
})

/** RFC 4180, read one character after the other. */
function read(text: string): string[][] {
  const rows: string[][] = []
  let row: string[] = []
  let cell = ''
  let quoted = false
  for (let at = 0; at < text.length; at++) {
    const char = text[at]
    if (quoted) {
      if (char !== '"') cell += char
      else if (text[at + 1] === '"') cell += text[++at]
      else quoted = false
    } else if (char === '"') quoted = true
    else if (char === ',') {
      row.push(cell)
      cell = ''
    } else if (char === '\r' && text[at + 1] === '\n') {
      at++
      rows.push([...row, cell])
      row = []
      cell = ''
    } else cell += char
  }
  return rows
}
