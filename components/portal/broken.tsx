'use client'

import { createContext, type ReactNode, useContext } from 'react'
import { Button } from '@/components/ui/button'
import { EmptyState } from '@/components/ui/empty-state'

export type BrokenWords = { title: string; text: string; action: string }

const Words = createContext<BrokenWords | null>(null)

/** What to say if a page below breaks; it is too late to ask the server for words then. */
export function BrokenProvider({ words, children }: { words: BrokenWords; children: ReactNode }) {
  return <Words value={words}>{children}</Words>
}

/** Instead of a page that broke. */
export function Broken({ retry }: { retry: () => void }) {
  const words = useContext(Words)
  if (words === null) return null
  return (
    <div role="alert">
      <EmptyState title={words.title} action={<Button onClick={retry}>{words.action}</Button>}>
        {words.text}
      </EmptyState>
    </div>
  )
}
