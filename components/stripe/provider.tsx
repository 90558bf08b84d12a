'use client'

import { createContext, type ReactNode, useContext } from 'react'
import type { StripeConfig } from './load'

const Context = createContext<StripeConfig | null>(null)

/** Says which account the payment forms below it work for. Loads nothing by itself. */
export function StripeProvider({ config, children }: { config: StripeConfig; children: ReactNode }) {
  return <Context value={config}>{children}</Context>
}

export function useStripeConfig(): StripeConfig {
  const config = useContext(Context)
  if (config === null) throw new Error('A payment form stands outside of <StripeProvider>')
  return config
}
