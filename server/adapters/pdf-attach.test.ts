import { PDFArray, PDFDict, PDFDocument, PDFName, PDFNumber } from '@cantoo/pdf-lib'
import { getDocumentProxy } from 'unpdf'
import { describe, expect, test } from 'vitest'
import { renderInvoicePdf } from './pdf'
import { attachInvoiceXml } from './pdf/attach'
import { openInvoice } from './pdf/samples'
import { srgbProfile } from './pdf/srgb'

const XML = '<?xml version="1.0" encoding="UTF-8"?>\n<invoice>Ü & so on</invoice>\n'
const of = {
  xml: XML,
  number: 'NW-2026-0142 <&>',
  title: 'Invoice NW-2026-0142',
  author: 'Northwind & Sons',
  issuedAt: new Date('2026-11-01T09:00:00Z'),
}

const hybrid = async () => attachInvoiceXml(await renderInvoicePdf(openInvoice()), of)

describe('an invoice with its XML inside', () => {
  test('can be read by a person and by a machine', async () => {
    const pdf = await hybrid()
    const read = await getDocumentProxy(new Uint8Array(pdf))
    const files = await read.getAttachments()
    expect(Object.keys(files)).toEqual(['factur-x.xml'])
    expect(Buffer.from(files['factur-x.xml'].content).toString()).toBe(XML)
    const page = await read.getPage(1)
    const words = (await page.getTextContent()).items.map((item) => ('str' in item ? item.str : '')).join('')
    expect(words).toContain('Northwind')
  })

  test('says what it is in its metadata, and the same in its information', async () => {
    const pdf = await hybrid()
    const { info, metadata } = await (await getDocumentProxy(new Uint8Array(pdf))).getMetadata()
    const raw = metadata?.getRaw()
    expect(raw).toContain('<pdfaid:part>3</pdfaid:part>')
    expect(raw).toContain('<fx:ConformanceLevel>EN 16931</fx:ConformanceLevel>')
    expect(raw).toContain('<fx:DocumentFileName>factur-x.xml</fx:DocumentFileName>')
    expect(metadata?.get('dc:title')).toBe('NW-2026-0142 <&>')
    expect(info).toMatchObject({ Title: 'NW-2026-0142 <&>', Author: 'Northwind & Sons', Producer: 'Folio' })
    expect(info).toMatchObject({ CreationDate: 'D:20261101090000Z', ModDate: 'D:20261101090000Z' })
  })

  test('is an associated file with an output intent, printable links and an identifier', async () => {
    const document = await PDFDocument.load(await hybrid(), { updateMetadata: false })
    const associated = document.catalog.lookup(PDFName.of('AF'), PDFArray).lookup(0, PDFDict)
    expect(associated.lookup(PDFName.of('AFRelationship'))).toBe(PDFName.of('Alternative'))
    const intent = document.catalog.lookup(PDFName.of('OutputIntents'), PDFArray).lookup(0, PDFDict)
    expect(intent.lookup(PDFName.of('S'))).toBe(PDFName.of('GTS_PDFA1'))
    expect(document.context.trailerInfo.ID).toBeDefined()
    const links = document.getPages().flatMap((page) => {
      const list = page.node.lookupMaybe(PDFName.of('Annots'), PDFArray)
      return list ? list.asArray().map((_, i) => list.lookup(i, PDFDict)) : []
    })
    expect(links.length).toBeGreaterThan(0)
    for (const link of links) expect(link.lookup(PDFName.of('F'), PDFNumber).asNumber()).toBe(4)
  })

  test('has all of its fonts inside', async () => {
    const document = await PDFDocument.load(await hybrid(), { updateMetadata: false })
    const descriptors = document.context
      .enumerateIndirectObjects()
      .flatMap(([, object]) =>
        object instanceof PDFDict && object.get(PDFName.of('Type')) === PDFName.of('FontDescriptor')
          ? [object]
          : [],
      )
    expect(descriptors.length).toBeGreaterThan(0)
    for (const font of descriptors)
      expect(['FontFile', 'FontFile2', 'FontFile3'].some((name) => font.has(PDFName.of(name)))).toBe(true)
  })

  test('is the same bytes each time', async () => {
    expect((await hybrid()).equals(await hybrid())).toBe(true)
  })
})

test('the colour profile is whole: its size, its signature and its tags within it', () => {
  const profile = Buffer.from(srgbProfile())
  expect(profile.readUInt32BE(0)).toBe(profile.length)
  expect(profile.toString('latin1', 36, 40)).toBe('acsp')
  const count = profile.readUInt32BE(128)
  expect(count).toBe(9)
  for (let i = 0; i < count; i++) {
    const [offset, size] = [profile.readUInt32BE(136 + 12 * i), profile.readUInt32BE(140 + 12 * i)]
    expect(offset % 4).toBe(0)
    expect(offset + size).toBeLessThanOrEqual(profile.length)
  }
})
