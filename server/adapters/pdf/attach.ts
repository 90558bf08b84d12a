import { createHash } from 'node:crypto'
import {
  AFRelationship,
  PDFArray,
  PDFDict,
  PDFDocument,
  PDFHexString,
  PDFName,
  PDFNumber,
} from '@cantoo/pdf-lib'
import { escapeXml } from '../../core/xml'
import { srgbProfile } from './srgb'

/** The name that Factur-X 1.0 and ZUGFeRD 2 give the file in the PDF. */
const FILE_NAME = 'factur-x.xml'

/**
 * Puts the XML of an invoice into its PDF, as Factur-X 1.0 (ZUGFeRD 2) says: an associated file of the document, with
 * the XMP metadata that names it, and what PDF/A-3b wants of a document (output intent, identifier, printable links).
 * The same input gives the same bytes.
 */
export async function attachInvoiceXml(
  pdf: Uint8Array,
  of: { xml: string; number: string; title: string; author: string; issuedAt: Date },
): Promise<Buffer> {
  const document = await PDFDocument.load(pdf, { updateMetadata: false })
  await document.attach(new TextEncoder().encode(of.xml), FILE_NAME, {
    mimeType: 'text/xml',
    description: `Invoice data of ${of.number}`,
    creationDate: of.issuedAt,
    modificationDate: of.issuedAt,
    afRelationship: AFRelationship.Alternative,
  })
  await document.flush()
  addOutputIntent(document)
  makeLinksPrintable(document)
  document.setTitle(of.number)
  document.setAuthor(of.author)
  document.setCreationDate(of.issuedAt)
  document.setModificationDate(of.issuedAt)
  document.setProducer('Folio')
  document.setCreator('Folio')
  document.setSubject(of.title)
  addMetadata(document, of)
  addIdentifier(document, pdf, of.xml)
  return Buffer.from(await document.save({ useObjectStreams: false, addDefaultPage: false }))
}

/** Colours mean the same on every device: they are sRGB (PDF/A-3, 6.2.3). */
function addOutputIntent(document: PDFDocument): void {
  const { context } = document
  const profile = context.register(context.flateStream(srgbProfile(), { N: 3 }))
  const name = PDFHexString.fromText('sRGB IEC61966-2.1')
  const intent = context.obj({
    Type: 'OutputIntent',
    S: 'GTS_PDFA1',
    OutputConditionIdentifier: name,
    Info: name,
    DestOutputProfile: profile,
  })
  document.catalog.set(PDFName.of('OutputIntents'), context.obj([context.register(intent)]))
}

/** Annotations of a document to keep are printed, and not hidden (PDF/A-3, 6.3.2). */
function makeLinksPrintable(document: PDFDocument): void {
  const PRINT = 4
  for (const page of document.getPages()) {
    const annotations = page.node.lookupMaybe(PDFName.of('Annots'), PDFArray)
    for (let i = 0; annotations && i < annotations.size(); i++)
      annotations.lookup(i, PDFDict).set(PDFName.of('F'), PDFNumber.of(PRINT))
  }
}

function addMetadata(
  document: PDFDocument,
  of: { number: string; title: string; author: string; issuedAt: Date },
): void {
  const { context } = document
  const stream = context.stream(new TextEncoder().encode(xmp(of)), { Type: 'Metadata', Subtype: 'XML' })
  document.catalog.set(PDFName.of('Metadata'), context.register(stream))
}

/** From what is in it, so that the same document has the same identifier. */
function addIdentifier(document: PDFDocument, pdf: Uint8Array, xml: string): void {
  const hash = createHash('sha256').update(pdf).update(xml).digest('hex').slice(0, 32)
  const id = PDFHexString.of(hash)
  document.context.trailerInfo.ID = document.context.obj([id, id])
}

function xmp(of: { number: string; title: string; author: string; issuedAt: Date }): string {
  const at = `${of.issuedAt.toISOString().slice(0, 19)}Z`
  return `<?xpacket begin="\uFEFF" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
  <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
    <rdf:Description rdf:about="" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/">
      <pdfaid:part>3</pdfaid:part>
      <pdfaid:conformance>B</pdfaid:conformance>
    </rdf:Description>
    <rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/">
      <dc:format>application/pdf</dc:format>
      <dc:title><rdf:Alt><rdf:li xml:lang="x-default">${escapeXml(of.number)}</rdf:li></rdf:Alt></dc:title>
      <dc:creator><rdf:Seq><rdf:li>${escapeXml(of.author)}</rdf:li></rdf:Seq></dc:creator>
      <dc:description><rdf:Alt><rdf:li xml:lang="x-default">${escapeXml(of.title)}</rdf:li></rdf:Alt></dc:description>
    </rdf:Description>
    <rdf:Description rdf:about="" xmlns:pdf="http://ns.adobe.com/pdf/1.3/">
      <pdf:Producer>Folio</pdf:Producer>
    </rdf:Description>
    <rdf:Description rdf:about="" xmlns:xmp="http://ns.adobe.com/xap/1.0/">
      <xmp:CreatorTool>Folio</xmp:CreatorTool>
      <xmp:CreateDate>${at}</xmp:CreateDate>
      <xmp:ModifyDate>${at}</xmp:ModifyDate>
    </rdf:Description>
${EXTENSION_SCHEMA}
    <rdf:Description rdf:about="" xmlns:fx="urn:factur-x:pdfa:CrossIndustryDocument:invoice:1p0#">
      <fx:DocumentType>INVOICE</fx:DocumentType>
      <fx:DocumentFileName>${FILE_NAME}</fx:DocumentFileName>
      <fx:Version>1.0</fx:Version>
      <fx:ConformanceLevel>EN 16931</fx:ConformanceLevel>
    </rdf:Description>
  </rdf:RDF>
</x:xmpmeta>
<?xpacket end="w"?>`
}

const property = (
  name: string,
  description: string,
): string => `              <rdf:li rdf:parseType="Resource">
                <pdfaProperty:name>${name}</pdfaProperty:name>
                <pdfaProperty:valueType>Text</pdfaProperty:valueType>
                <pdfaProperty:category>external</pdfaProperty:category>
                <pdfaProperty:description>${description}</pdfaProperty:description>
              </rdf:li>`

/** What PDF/A wants said of properties that it does not know itself (6.6.2.3). */
const EXTENSION_SCHEMA = `    <rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/" xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
      <pdfaExtension:schemas>
        <rdf:Bag>
          <rdf:li rdf:parseType="Resource">
            <pdfaSchema:schema>Factur-X PDFA Extension Schema</pdfaSchema:schema>
            <pdfaSchema:namespaceURI>urn:factur-x:pdfa:CrossIndustryDocument:invoice:1p0#</pdfaSchema:namespaceURI>
            <pdfaSchema:prefix>fx</pdfaSchema:prefix>
            <pdfaSchema:property>
              <rdf:Seq>
${property('DocumentFileName', 'The name of the embedded XML document')}
${property('DocumentType', 'The type of the hybrid document in capital letters')}
${property('Version', 'The actual version of the standard applying to the embedded XML document')}
${property('ConformanceLevel', 'The conformance level of the embedded XML document')}
              </rdf:Seq>
            </pdfaSchema:property>
          </rdf:li>
        </rdf:Bag>
      </pdfaExtension:schemas>
    </rdf:Description>`
