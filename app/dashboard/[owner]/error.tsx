'use client'

import { useRouter } from 'next/navigation'
import { startTransition } from 'react'
import { Broken } from '@/components/portal/broken'
import { Main } from '@/components/ui/container'

/** A page that broke, inside its frame; the server has written down why. */
export default function DashboardError({ reset }: { reset: () => void }) {
  const router = useRouter()
  const retry = () =>
    startTransition(() => {
      router.refresh()
      reset()
    })
  return (
    <Main>
      <Broken retry={retry} />
    </Main>
  )
}
