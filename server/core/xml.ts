/** An element: its children in order, or its text. `undefined` and `null` children are left out. */
export type XmlNode = {
  name: string
  attributes?: Readonly<Record<string, string>>
  content: string | readonly (XmlNode | null | undefined)[]
}

export const element = (
  name: string,
  content: XmlNode['content'],
  attributes: Readonly<Record<string, string>> = {},
): XmlNode => ({ name, attributes, content })

/** A document of XML 1.0 in UTF-8. What XML cannot carry (controls, halves of pairs) is left out of texts. */
export const xmlDocument = (root: XmlNode): string =>
  `<?xml version="1.0" encoding="UTF-8"?>\n${lines(root, '').join('\n')}\n`

export function escapeXml(text: string): string {
  return text
    .replace(NOT_XML, '')
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/"/g, '&quot;')
}

/** The characters that XML 1.0 does not have (section 2.2). */
const NOT_XML = /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu

function lines({ name, attributes = {}, content }: XmlNode, indent: string): string[] {
  const named = Object.entries(attributes).map(([key, value]) => ` ${key}="${escapeXml(value)}"`)
  const open = `${indent}<${name}${named.join('')}>`
  if (typeof content === 'string') return [`${open}${escapeXml(content)}</${name}>`]
  const children = content.filter((child) => child != null)
  return [open, ...children.flatMap((child) => lines(child, `${indent}  `)), `${indent}</${name}>`]
}
