import { extractText, getDocumentProxy } from 'unpdf'

/** What a PDF says, page after page. Throws when it is none. */
export async function textOf(bytes: Uint8Array): Promise<string> {
  const { text } = await extractText(await getDocumentProxy(new Uint8Array(bytes)), { mergePages: true })
  return text
}
