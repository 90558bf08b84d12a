'use client'

import { Plus, X } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { fill } from '@/components/dashboard/fill'
import type { FormField } from '@/components/dashboard/form'
import type { ProductMessages } from '@/components/product/words'
import { Button, IconButton } from '@/components/ui/button'
import { TextField } from '@/components/ui/input'
import type { Tier } from '@/server/core/pricing'

export interface TierRowsProps {
  part: (name: string) => FormField
  /** The tiers as they are read so far: each begins where the one before ended. */
  tiers: readonly Tier[]
  words: ProductMessages['priceForm']
  /** The form has other rows now. */
  onRows: () => void
}

/** The tiers of a price. The last one is open; where a tier begins follows from the one before. */
export function TierRows({ part, tiers, words, onRows }: TierRowsProps) {
  const [keys, setKeys] = useState([0, 1])
  const rowsThere = useRef(onRows)
  // The form was read before it had these rows.
  useEffect(() => rowsThere.current(), [])
  const change = (next: number[]): void => {
    setKeys(next)
    onRows()
  }
  return (
    <fieldset className="min-w-0">
      <legend className="mb-2 text-sm font-medium">{words.tiers}</legend>
      <div className="grid gap-3">
        {keys.map((key, at) => {
          const isLast = at === keys.length - 1
          const from = tiers[at]?.firstUnit ?? 1
          return (
            // biome-ignore lint/a11y/useSemanticElements: a fieldset in a fieldset would be read out twice
            <div
              key={key}
              role="group"
              aria-label={fill(words.tierName, { at: at + 1 })}
              className="grid grid-cols-[4.5rem_1fr_1fr_1fr_2.25rem] items-start gap-2 max-sm:grid-cols-2 max-sm:rounded-md max-sm:border max-sm:p-3"
            >
              <input type="hidden" name="tier" value={key} />
              <TextField label={words.tierFrom} value={String(from)} readOnly tabIndex={-1} />
              {isLast ? (
                <TextField label={words.tierTo} value={words.tierOpen} readOnly tabIndex={-1} />
              ) : (
                <TextField {...part(`tiers.${at}.lastUnit`)} label={words.tierTo} inputMode="numeric" />
              )}
              <TextField {...part(`tiers.${at}.unitAmount`)} label={words.tierUnit} inputMode="decimal" />
              <TextField {...part(`tiers.${at}.flatAmount`)} label={words.tierFlat} inputMode="decimal" />
              {keys.length > 1 && (
                <IconButton
                  label={fill(words.tierRemove, { at: at + 1 })}
                  className="sm:mt-6.5"
                  onClick={() => change(keys.filter((each) => each !== key))}
                >
                  <X aria-hidden="true" />
                </IconButton>
              )}
            </div>
          )
        })}
      </div>
      <Button
        size="sm"
        className="mt-3"
        icon={<Plus aria-hidden="true" />}
        onClick={() => change([...keys, Math.max(...keys) + 1])}
      >
        {words.tierAdd}
      </Button>
    </fieldset>
  )
}
