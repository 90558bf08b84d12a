import type { ReactNode } from 'react'
import { BrandMark } from '@/components/stripe/brand-mark'
import type { Words } from '@/components/words'
import type { Method } from '../portal/types'
import { expiryText, markOf, methodLabel } from './label'

export interface MethodLineProps {
  method: Method
  words: Words
  /** After the label: a chip. */
  chip?: ReactNode
  /** Under the label, after the expiry. */
  detail?: ReactNode
}

/** One means of payment in two lines: what it is, and until when. */
export function MethodLine({ method, words, chip, detail }: MethodLineProps) {
  const { expMonth, expYear } = method
  const expiry =
    expMonth !== null && expYear !== null
      ? words.common('expires', { month: expiryText({ expMonth, expYear }) })
      : null
  return (
    <div className="flex min-w-0 items-center gap-3">
      <BrandMark brand={markOf(method)} />
      <div className="min-w-0">
        <p className="flex flex-wrap items-center gap-x-2 gap-y-1">
          <span className="num font-medium whitespace-normal">{methodLabel(method, words)}</span>
          {chip}
        </p>
        {(expiry !== null || detail !== undefined) && (
          <p className="num text-sm whitespace-normal text-ink-3">
            {expiry}
            {expiry !== null && detail !== undefined && ' · '}
            {detail}
          </p>
        )}
      </div>
    </div>
  )
}
