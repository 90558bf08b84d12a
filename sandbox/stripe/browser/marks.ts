/** Small drawn marks of the card brands and of a bank. Decoration: the name is always there as text. */
import type { CardBrand } from './card-number'

const BOX = '<rect x=".5" y=".5" width="33" height="21" rx="3.5" fill="#fff" stroke="#8886" />'
const text = (label: string, fill: string, size: number): string =>
  `<text x="17" y="14.5" text-anchor="middle" font-family="Arial,sans-serif" font-weight="700" font-size="${size}" fill="${fill}">${label}</text>`

const MARKS: Readonly<Record<CardBrand, string>> = {
  visa: `${BOX}<text x="17" y="15" text-anchor="middle" font-family="Arial,sans-serif" font-weight="800" font-style="italic" font-size="10.5" fill="#1434cb">VISA</text>`,
  mastercard: `${BOX}<circle cx="13.5" cy="11" r="6" fill="#eb001b"/><circle cx="20.5" cy="11" r="6" fill="#f79e1b"/><path d="M17 6.1a6 6 0 0 1 0 9.8 6 6 0 0 1 0-9.8" fill="#ff5f00"/>`,
  amex: `<rect width="34" height="22" rx="4" fill="#006fcf"/>${text('AMEX', '#fff', 8.5)}`,
  discover: `${BOX}${text('DISC', '#1a1a1a', 8)}<circle cx="28" cy="17" r="2.4" fill="#f47216"/>`,
  diners: `${BOX}<circle cx="17" cy="11" r="7" fill="#0079be"/><circle cx="17" cy="11" r="4.4" fill="#fff"/><path d="M15.8 7.2v7.6M18.2 7.2v7.6" stroke="#0079be" stroke-width="1.4"/>`,
  jcb: `${BOX}${text('JCB', '#0e4c96', 9)}`,
  unionpay: `<rect width="34" height="22" rx="4" fill="#00447c"/>${text('UP', '#fff', 9)}`,
  unknown:
    '<rect x="1" y="1" width="32" height="20" rx="3.5" fill="none" stroke="currentColor" opacity=".55"/><path d="M1 7.5h32" stroke="currentColor" stroke-width="3" opacity=".4"/>',
}

const ICONS = {
  card: '<rect x="1.5" y="3.5" width="13" height="9" rx="1.5"/><path d="M1.5 6.5h13"/>',
  sepa_debit: '<path d="M2 6.2 8 2.5l6 3.7M2.5 13.5h11M4 6.8v5M8 6.8v5M12 6.8v5"/>',
}

export function brandMark(brand: CardBrand): SVGElement {
  return svg(
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 34 22" width="31" height="20">${MARKS[brand]}</svg>`,
  )
}

export function methodIcon(type: keyof typeof ICONS): SVGElement {
  return svg(
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16" width="16" height="16" fill="none" stroke="currentColor" stroke-width="1.4" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">${ICONS[type]}</svg>`,
  )
}

function svg(source: string): SVGElement {
  const parsed = new DOMParser().parseFromString(source, 'image/svg+xml').documentElement
  return document.importNode(parsed, true) as unknown as SVGElement
}
