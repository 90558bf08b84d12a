'use client'

import { useRouter } from 'next/navigation'
import { useState, useTransition } from 'react'
import type { OwnerClient, PortalClient } from './client'
import { type Problem, type ProblemWords, problemOf } from './problem'

/** Where to go when it is done; nothing: this page is drawn again with what has changed. */
type Done = string | undefined

export type Action<Client = PortalClient> = {
  isPending: boolean
  problem: Problem | null
  setProblem: (problem: Problem | null) => void
  /** Does it. Pending until the page shows what has changed. */
  run: (work: (client: Client) => Promise<Done>) => void
}

/** One thing a customer does on a page: the call, what may go wrong with it, and the page that follows. */
export const useAction = (words: ProblemWords): Action => useCall(words, ({ portal }) => portal)

/** The same for what an owner does in the dashboard. */
export const useOwnerAction = (words: ProblemWords): Action<OwnerClient> =>
  useCall(words, ({ owner }) => owner)

type Clients = { portal: PortalClient; owner: OwnerClient }

function useCall<Client>(words: ProblemWords, pick: (client: Clients) => Client): Action<Client> {
  const router = useRouter()
  const [isPending, startTransition] = useTransition()
  const [problem, setProblem] = useState<Problem | null>(null)
  const run: Action<Client>['run'] = (work) => {
    setProblem(null)
    startTransition(async () => {
      try {
        const { client } = await import('./client')
        const target = await work(pick(client))
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
