import { accentOf, INK, INK_2, INK_3, inkOn, LINE, PAPER, SUNKEN } from '../color'
import type { Letter, MailBrand } from './letter'

/**
 * The letter as HTML that mail programs can show: tables, styles on each element, one column of 560 px, nothing
 * fetched but the logo. Where a program knows dark mode, the style block at the head turns ink and paper around.
 */
export function letterHtml(letter: Letter): string {
  const { brand, button } = letter
  const body = [
    letter.greeting === null ? '' : paragraph(letter.greeting),
    ...letter.paragraphs.map((text) => paragraph(text)),
    factsTable(letter.facts),
    buttonTable(button, brand),
    ...letter.notes.map((text) => small(text)),
    small(
      letter.linkHint,
      `<br><a href="${escapeHtml(button.url)}" class="quiet" style="color:${INK_2};word-break:break-all">${escapeHtml(button.url)}</a>`,
    ),
  ]
  return `<!doctype html>
<html lang="${letter.locale}" dir="ltr">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<title>${escapeHtml(letter.subject)}</title>
<style>${DARK}</style>
</head>
<body class="paper" style="margin:0;padding:0;background:${PAPER};-webkit-text-size-adjust:100%">
<div style="display:none;max-height:0;overflow:hidden">${escapeHtml(letter.preview)}${'&#8199;&#847; '.repeat(40)}</div>
<table role="presentation" class="paper" width="100%" cellpadding="0" cellspacing="0" border="0" style="background:${PAPER}"><tr><td align="center" style="padding:32px 12px">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="max-width:560px">
<tr><td style="padding:0 4px 20px">${brandRow(brand)}</td></tr>
<tr><td class="card" style="background:#ffffff;border:1px solid ${LINE};border-radius:8px;padding:32px">
<h1 class="ink" style="margin:0 0 16px;font:600 22px/1.3 ${FONT};letter-spacing:-.01em;color:${INK}">${escapeHtml(letter.heading)}</h1>
${body.filter(Boolean).join('\n')}
</td></tr>
<tr><td style="padding:20px 4px 0">${letter.footer.map(footLine).join('')}</td></tr>
</table>
</td></tr></table>
</body>
</html>
`
}

/** Text as it may stand in HTML and in a quoted attribute. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (char) => ENTITIES[char] ?? char)
}

const ENTITIES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

const FONT = "Inter,-apple-system,BlinkMacSystemFont,'Segoe UI',Roboto,Helvetica,Arial,sans-serif"

const DARK = `:root{color-scheme:light dark}
@media (prefers-color-scheme:dark){
.paper{background:#141311!important}.card{background:#1b1a17!important;border-color:#2c2a25!important}
.ink{color:#f1eee7!important}.quiet{color:#b9b3a6!important}.faint{color:#a49d8f!important}
.line{border-color:#2c2a25!important}.sunken{background:#24221e!important}}`

function brandRow(brand: MailBrand): string {
  const name = `<span class="ink" style="font:600 16px/32px ${FONT};color:${INK}">${escapeHtml(brand.name)}</span>`
  if (brand.logoUrl !== undefined && isWebAddress(brand.logoUrl))
    return `<img src="${escapeHtml(brand.logoUrl)}" height="32" alt="${escapeHtml(brand.name)}" style="display:block;height:32px;border:0">`
  const accent = accentOf(brand.accent)
  const initial = /[\p{L}\p{N}]/u.exec(brand.name)?.[0]?.toUpperCase() ?? '•'
  return `<table role="presentation" cellpadding="0" cellspacing="0" border="0"><tr><td width="32" height="32" align="center" style="width:32px;height:32px;border-radius:7px;background:${accent};color:${inkOn(accent)};font:600 17px/32px ${FONT}" aria-hidden="true">${escapeHtml(initial)}</td><td style="padding-left:10px">${name}</td></tr></table>`
}

function paragraph(text: string): string {
  return `<p class="ink" style="margin:0 0 14px;font:400 15px/1.6 ${FONT};color:${INK}">${escapeHtml(text)}</p>`
}

/** `html` is put after the text as it is. */
function small(text: string, html = ''): string {
  return `<p class="quiet" style="margin:14px 0 0;font:400 13px/1.6 ${FONT};color:${INK_2}">${escapeHtml(text)}${html}</p>`
}

function footLine(text: string): string {
  return `<p class="faint" style="margin:0 0 6px;font:400 12px/1.6 ${FONT};color:${INK_3}">${escapeHtml(text)}</p>`
}

function factsTable(facts: [string, string][]): string {
  if (facts.length === 0) return ''
  const rows = facts.map(([label, value], at) => {
    const line = at === 0 ? '' : `border-top:1px solid ${LINE};`
    return `<tr><td class="quiet line" valign="top" style="${line}padding:9px 14px;font:400 13px/1.5 ${FONT};color:${INK_2}">${escapeHtml(label)}</td><td class="ink line" valign="top" align="right" style="${line}padding:9px 14px;font:500 13px/1.5 ${FONT};color:${INK};font-variant-numeric:tabular-nums">${escapeHtml(value)}</td></tr>`
  })
  return `<table role="presentation" class="sunken" width="100%" cellpadding="0" cellspacing="0" border="0" style="margin:6px 0 20px;background:${SUNKEN};border-radius:7px">${rows.join('')}</table>`
}

/** A cell with a background is a button in every program; the link fills it. */
function buttonTable(button: { label: string; url: string }, brand: MailBrand): string {
  const accent = accentOf(brand.accent)
  return `<table role="presentation" cellpadding="0" cellspacing="0" border="0" style="margin:6px 0 6px"><tr><td style="border-radius:7px;background:${accent}"><a href="${escapeHtml(button.url)}" style="display:inline-block;padding:11px 20px;border-radius:7px;background:${accent};color:${inkOn(accent)};font:600 15px/1.35 ${FONT};text-decoration:none">${escapeHtml(button.label)}</a></td></tr></table>`
}

function isWebAddress(url: string): boolean {
  return /^https?:\/\//i.test(url)
}
