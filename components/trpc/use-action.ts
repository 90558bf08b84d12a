'use client'

import { useRouter } from 'next/navigation'
import { useState, useTransition } from 'react'
import type { PortalClient } from './client'
import { type Problem, type ProblemWords, problemOf } from './problem'

/** Where to go when it is done; nothing: this page is drawn again with what has changed. */
type Done = string | undefined

export type Action = {
  isPending: boolean
  problem: Problem | null
  setProblem: (problem: Problem | null) => void
  /** Does it, and answers whether it worked. Pending until the page shows what has changed. */
  run: (work: (portal: PortalClient) => Promise<Done>) => void
}

/** One thing a person does on a page: the call, what may go wrong with it, and the page that follows. */
export function useAction(words: ProblemWords): Action {
  const router = useRouter()
  const [isPending, startTransition] = useTransition()
  const [problem, setProblem] = useState<Problem | null>(null)
  const run: Action['run'] = (work) => {
    setProblem(null)
    startTransition(async () => {
      try {
        const { client } = await import('./client')
        const target = await work(client.portal)
        // What is shown elsewhere has changed too: the pages kept in the browser are drawn again.
        startTransition(() => {
          if (target !== undefined) router.push(target)
          router.refresh()
        })
      } catch (error) {
        const found = problemOf(error, words)
        startTransition(() => {
          setProblem(found)
          // A refusal says that something is not as this page shows it.
          if (found.code !== 'invalid_input' && found.code !== 'network') router.refresh()
        })
      }
    })
  }
  return { isPending, problem, setProblem, run }
}
