import { Document, Page, View } from '@react-pdf/renderer'
import type { ReactNode } from 'react'
import type { PrintedDocument } from '../../core/document'
import { INK_2, INK_3, LINE } from '../color'
import type { PdfTranslator } from '../messages'
import { isWordmark, LogoMark } from './logo'
import { PageNumber, Words } from './text'

const MARGIN = 48

/** A4 sheets with the document's name at the head of each page but the first, and its page number at the foot. */
export function Sheet(props: { document: PrintedDocument; t: PdfTranslator; children: ReactNode }) {
  const { document, t } = props
  const title = t(`title.${document.kind}`, { number: document.number })
  return (
    <Document
      title={document.number}
      subject={title}
      author={document.seller.name}
      creator="Folio"
      producer="Folio"
      language={document.locale}
      creationDate={document.issuedAt}
      modificationDate={document.issuedAt}
      pdfVersion="1.7"
    >
      <Page size="A4" style={{ paddingTop: 56, paddingBottom: 76, paddingHorizontal: MARGIN }}>
        <View
          fixed
          style={{ position: 'absolute', top: 28, left: MARGIN, right: MARGIN }}
          render={({ pageNumber }) =>
            pageNumber === 1 ? null : (
              <View style={{ flexDirection: 'row', justifyContent: 'space-between' }}>
                <Words style={{ fontSize: 8, color: INK_3 }}>{document.seller.name}</Words>
                <Words style={{ fontSize: 8, color: INK_3 }}>{title}</Words>
              </View>
            )
          }
        />
        {props.children}
        <Foot document={document} t={t} />
      </Page>
    </Document>
  )
}

/** Logo and name on the left, what this paper is on the right. */
export function Masthead({ document, t }: { document: PrintedDocument; t: PdfTranslator }) {
  const { seller } = document
  return (
    <View style={{ flexDirection: 'row', justifyContent: 'space-between', alignItems: 'center' }}>
      <View style={{ flexDirection: 'row', alignItems: 'center', gap: 10, maxWidth: 320 }}>
        <LogoMark seller={seller} />
        {isWordmark(seller) ? null : (
          <Words display style={{ fontSize: 14, maxWidth: 270, lineHeight: 1.25 }}>
            {seller.name}
          </Words>
        )}
      </View>
      <Words display style={{ fontSize: 14, color: INK_2, lineHeight: 1.25 }}>
        {t(document.kind)}
      </Words>
    </View>
  )
}

function Foot({ document, t }: { document: PrintedDocument; t: PdfTranslator }) {
  const style = { fontSize: 7.5, color: INK_3 }
  return (
    <View
      fixed
      style={{
        position: 'absolute',
        bottom: 30,
        left: MARGIN,
        right: MARGIN,
        borderTopWidth: 0.5,
        borderTopColor: LINE,
        paddingTop: 8,
        flexDirection: 'row',
        justifyContent: 'space-between',
        gap: 24,
      }}
    >
      <View style={{ flex: 1 }}>
        <Words style={style}>{document.footer ?? document.seller.name}</Words>
      </View>
      <PageNumber style={style} label={(page, pages) => t('page', { page, pages })} />
    </View>
  )
}
