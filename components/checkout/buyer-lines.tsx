import { addressLines } from '@/components/billing-details/address'
import type { Words } from '@/components/words'
import type { Address } from '@/server/core/address'

type Buyer = {
  email: string
  name: string | null
  companyName: string | null
  vatNumber: string | null
  address: Address
}

/** Who buys, as it is going to be printed. */
export function BuyerLines({ buyer, words }: { buyer: Buyer; words: Words }) {
  const { email, name, companyName, vatNumber, address } = buyer
  const lines = [email, companyName, name, vatNumber, ...addressLines(address, words)].filter(Boolean)
  return (
    <ul className="grid text-ink-2">
      {lines.map((line) => (
        <li key={line} className="wrap-break-word">
          {line}
        </li>
      ))}
    </ul>
  )
}
