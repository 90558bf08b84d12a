'use client'

import { MonitorX } from 'lucide-react'
import type { ProblemWords } from '@/components/trpc/problem'
import { useAction } from '@/components/trpc/use-action'
import { Button } from '@/components/ui/button'

/** Ends every session of the person, on every device. */
export function SignOutAll({ words, children }: { words: ProblemWords; children: string }) {
  const { isPending, problem, run } = useAction(words)
  const signOut = () =>
    run(async (portal) => {
      await portal.session.revokeAll.mutate()
      return '/signin'
    })
  return (
    <>
      <Button
        variant="quiet"
        size="sm"
        width="full"
        className="justify-start!"
        icon={<MonitorX aria-hidden="true" />}
        pending={isPending}
        onClick={signOut}
      >
        {children}
      </Button>
      {problem && (
        <p role="alert" className="px-3 text-sm text-bad">
          {problem.message}
        </p>
      )}
    </>
  )
}
