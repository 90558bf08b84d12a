import type { ReactNode } from 'react'
import { BrokenProvider } from '@/components/portal/broken'
import { wordsFor } from '@/components/words'
import { readLocale } from '../locale'

export default async function DashboardLayout({ children }: { children: ReactNode }) {
  const { t } = wordsFor(await readLocale())
  const words = { title: t('broken.title'), text: t('broken.text'), action: t('broken.action') }
  return <BrokenProvider words={words}>{children}</BrokenProvider>
}
