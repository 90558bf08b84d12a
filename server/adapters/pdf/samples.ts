import type { DocumentLine, InvoiceDocument, ReceiptDocument } from '../../core/document'
import type { Locale } from '../../core/format'

/** Made-up documents for tests and for looking at the design; no figure here is a rule. */

const at = (day: string) => new Date(`${day}T09:00:00Z`)

export const northwind = {
  name: 'Northwind',
  accent: '#0b6b4d',
  address: ['Northwind Software GmbH', 'Rosenthaler Straße 40', '10178 Berlin', 'Germany'],
  taxNumber: 'DE811907980',
  email: 'billing@northwind.example',
}

const atlas = {
  name: 'Mira Okafor',
  companyName: 'Atlas Robotics GmbH',
  address: ['Leopoldstraße 12', '80802 München', 'Germany'],
  vatNumber: 'DE129273398',
  email: 'accounts@atlas-robotics.example',
}

export function line(input: Partial<DocumentLine> & { description: string; net: number }): DocumentLine {
  const taxRatePpm = input.taxRatePpm ?? 190_000
  const tax = input.tax ?? Math.round((input.net * taxRatePpm) / 1_000_000)
  return {
    quantity: 1,
    unitAmount: input.net,
    discount: 0,
    ...input,
    taxRatePpm,
    tax,
    total: input.net + tax,
  }
}

export function paidInvoice(locale: Locale = 'en'): InvoiceDocument {
  return {
    kind: 'invoice',
    number: 'NW-2026-0142',
    status: 'paid',
    locale,
    currency: 'EUR',
    issuedAt: at('2026-11-01'),
    dueAt: at('2026-11-15'),
    paidAt: at('2026-11-01'),
    seller: northwind,
    buyer: atlas,
    lines: [
      line({
        description: 'Team',
        period: { start: at('2026-11-01'), end: at('2026-12-01') },
        quantity: 4,
        unitAmount: 4900,
        net: 19_600,
      }),
      line({
        description: 'Extra seat, prorated',
        period: { start: at('2026-10-18'), end: at('2026-11-01') },
        unitAmount: 2212,
        net: 1991,
        discount: 221,
      }),
      line({
        description: 'API calls',
        period: { start: at('2026-10-01'), end: at('2026-11-01') },
        quantity: 184_250,
        unitAmount: '0.05',
        net: 9213,
      }),
    ],
    subtotal: 30_804,
    discounts: [{ label: 'Coupon LAUNCH10', amount: 3080 }],
    taxes: [{ ratePpm: 190_000, net: 27_724, tax: 5268 }],
    total: 32_992,
    creditApplied: 1000,
    amountPaid: 31_992,
    amountDue: 0,
    payments: [
      { method: 'Visa •• 4242', at: at('2026-11-01'), amount: 31_992, reference: 'ch_3QK4x2Folio8Zt1' },
    ],
    legalNotes: [],
    footer:
      'Northwind Software GmbH · Amtsgericht Charlottenburg HRB 123456 B · Managing director: Ample Example',
  }
}

export function openInvoice(): InvoiceDocument {
  return {
    ...paidInvoice(),
    number: 'NW-2026-0143',
    status: 'open',
    paidAt: undefined,
    creditApplied: 0,
    amountPaid: 0,
    amountDue: 32_992,
    payments: [],
    payUrl: 'https://billing.northwind.example/pay/tok_open',
    legalNotes: ['Please pay within 14 days. By bank transfer, name the invoice number as the reference.'],
  }
}

export function voidInvoice(): InvoiceDocument {
  return {
    ...openInvoice(),
    number: 'NW-2026-0144',
    status: 'void',
    voidedAt: at('2026-11-09'),
    amountDue: 0,
  }
}

/** Two rates, a long description and enough lines for three pages. */
export function longInvoice(locale: Locale = 'en', { lines: count = 34 } = {}): InvoiceDocument {
  const lines = Array.from({ length: count }, (_, n) =>
    line({
      description:
        n % 9 === 4
          ? `Managed workspace ${n + 1}: storage, nightly backups in two regions, single sign-on with your own identity provider, and support by telephone on working days within four hours`
          : `Managed workspace ${n + 1}`,
      period: { start: at('2026-10-01'), end: at('2026-11-01') },
      quantity: (n % 5) + 1,
      unitAmount: 1250,
      net: ((n % 5) + 1) * 1250,
      taxRatePpm: n % 4 === 3 ? 70_000 : 190_000,
    }),
  )
  const rates = [190_000, 70_000].map((ratePpm) => {
    const own = lines.filter((each) => each.taxRatePpm === ratePpm)
    return {
      ratePpm,
      net: own.reduce((total, each) => total + each.net, 0),
      tax: own.reduce((total, each) => total + each.tax, 0),
    }
  })
  const subtotal = rates.reduce((total, rate) => total + rate.net, 0)
  const total = subtotal + rates.reduce((sum, rate) => sum + rate.tax, 0)
  return {
    ...openInvoice(),
    number: 'NW-2026-0150',
    locale,
    lines,
    subtotal,
    discounts: [],
    taxes: rates,
    total,
    amountDue: total,
  }
}

/** One line and one party per script, and the things that break naive printers. */
export function worldInvoice(): InvoiceDocument {
  const names = [
    'Подписка «Команда», ноябрь — доступ к панели управления',
    'Συνδρομή ομάδας, Νοέμβριος',
    'Gói đăng ký nhóm — Nguyễn Thị Phương, tháng mười một',
    '团队版订阅（2026年11月），包含四个席位、每日备份以及工作日四小时内的电话支持服务；用量按实际调用次数结算，不足一千次的部分不计费。',
    'チームプラン 2026年11月分（4席）、毎日のバックアップと電話サポートを含みます。ご利用ありがとうございます。',
    '팀 요금제 구독, 2026년 11월 — 좌석 네 개와 매일 백업 포함',
    'اشتراك الفريق لشهر نوفمبر 2026، أربعة مقاعد',
    'מנוי צוות לחודש נובמבר 2026, ארבעה מושבים',
    'แพ็กเกจทีม เดือนพฤศจิกายน รวมการสำรองข้อมูลรายวันและการสนับสนุนทางโทรศัพท์',
    'टीम सदस्यता, नवंबर 2026',
    'Launch pack 🚀 with 👩‍💻 support 🇩🇪',
    'Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft and https://example.test/a/very/long/path/without/any/space/in/it?with=parameters&and=more',
  ]
  const lines = names.map((description) => line({ description, net: 1000 }))
  return {
    ...openInvoice(),
    number: 'NW-2026-0160',
    buyer: {
      name: '山田 太郎',
      companyName: '株式会社アトラス・ロボティクス',
      address: [
        '〒150-0002 東京都渋谷区渋谷2丁目21-1',
        'Київ, вулиця Хрещатик 22',
        'القاهرة، شارع التحرير ١٢',
      ],
      vatNumber: 'T1234567890123',
    },
    lines,
    subtotal: 12_000,
    discounts: [],
    taxes: [{ ratePpm: 190_000, net: 12_000, tax: 2280 }],
    total: 14_280,
    amountDue: 14_280,
  }
}

export function receipt(locale: Locale = 'en'): ReceiptDocument {
  const { kind: _, status: __, dueAt: ___, ...base } = paidInvoice(locale)
  return {
    ...base,
    kind: 'receipt',
    number: 'R-2026-0142',
    invoiceNumber: 'NW-2026-0142',
    paidAt: at('2026-11-01'),
    refunds: [{ at: at('2026-11-05'), amount: 2000 }],
  }
}
