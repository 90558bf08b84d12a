import { Landmark } from 'lucide-react'
import type { ReactNode } from 'react'

/** Stripe's `card.brand`, or `sepa_debit` for a bank account. */
export type PaymentBrand = string

/** The mark of a card's brand, or a bank. Decoration: the name stands next to it as text. */
export function BrandMark({ brand }: { brand: PaymentBrand }) {
  const mark = MARKS[brand]
  return (
    <span
      aria-hidden="true"
      className="inline-grid h-6.5 w-9.5 shrink-0 place-items-center overflow-hidden rounded-sm border border-line-strong bg-[#fff] text-[#57534a]"
    >
      {mark ?? (brand === 'sepa_debit' ? <Landmark className="size-4" /> : <Blank />)}
    </span>
  )
}

function Mark({ children }: { children: ReactNode }) {
  return (
    <svg viewBox="0 0 38 26" className="size-full" aria-hidden="true">
      {children}
    </svg>
  )
}

function Letters({ fill, children, italic }: { fill: string; children: string; italic?: boolean }) {
  return (
    <text
      x="19"
      y="17"
      textAnchor="middle"
      fontFamily="Arial, sans-serif"
      fontWeight="800"
      fontSize="10.5"
      fontStyle={italic ? 'italic' : undefined}
      fill={fill}
    >
      {children}
    </text>
  )
}

function Blank() {
  return (
    <Mark>
      <path d="M0 7h38v5H0z" fill="#57534a" opacity=".35" />
      <path d="M5 19h9" stroke="#57534a" strokeWidth="2" opacity=".5" />
    </Mark>
  )
}

const MARKS: Readonly<Record<string, ReactNode>> = {
  visa: (
    <Mark>
      <Letters fill="#1434cb" italic>
        VISA
      </Letters>
    </Mark>
  ),
  mastercard: (
    <Mark>
      <circle cx="15" cy="13" r="7" fill="#eb001b" />
      <circle cx="23" cy="13" r="7" fill="#f79e1b" />
      <path d="M19 7.26a7 7 0 0 1 0 11.48 7 7 0 0 1 0-11.48" fill="#ff5f00" />
    </Mark>
  ),
  amex: (
    <Mark>
      <path d="M0 0h38v26H0z" fill="#006fcf" />
      <Letters fill="#fff">AMEX</Letters>
    </Mark>
  ),
  discover: (
    <Mark>
      <Letters fill="#1a1a1a">DISC</Letters>
      <circle cx="31" cy="20" r="3" fill="#f47216" />
    </Mark>
  ),
  diners: (
    <Mark>
      <circle cx="19" cy="13" r="8" fill="#0079be" />
      <circle cx="19" cy="13" r="5" fill="#fff" />
      <path d="M17.6 8.6v8.8m2.8-8.8v8.8" stroke="#0079be" strokeWidth="1.6" />
    </Mark>
  ),
  jcb: (
    <Mark>
      <Letters fill="#0e4c96">JCB</Letters>
    </Mark>
  ),
  unionpay: (
    <Mark>
      <path d="M0 0h38v26H0z" fill="#00447c" />
      <Letters fill="#fff">UP</Letters>
    </Mark>
  ),
}
